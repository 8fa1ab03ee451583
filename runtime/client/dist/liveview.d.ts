export type FormValue = string | boolean | string[];
export interface Message {
    function: string;
    form: Record<string, FormValue>;
    data: Record<string, unknown>;
    lang: string;
    ref: number;
    url: string;
}
export interface Hello {
    version: number;
    instance: string;
    seq: number;
    resumed: boolean;
    resume: string;
}
export interface Failure {
    code: string;
    message: string;
    reference?: string;
    field?: string;
}
/** What became of a message. */
export interface Answer {
    ref: number;
    /** Why the server did not do it, or why it may never have heard of it. */
    error?: Failure;
}
export type Swap = 'inner' | 'outer' | 'text' | 'before' | 'prepend' | 'append' | 'after' | 'remove';
export interface Patch {
    target?: string;
    html?: string;
    /** One of the core's, or of an extension. */
    swap?: Swap | (string & {});
    append?: boolean;
    remove?: boolean;
    all?: boolean;
    url?: string;
    replace?: boolean;
    title?: string;
    scroll?: string;
    scrollTop?: boolean;
    focus?: string;
    announce?: string;
    redirect?: string;
    event?: {
        name: string;
        detail?: unknown;
    };
    reload?: boolean;
    /** Runs once. Only the server's own API writes one. */
    script?: string;
    /** Keys of extensions. */
    [key: string]: unknown;
}
export interface Frame {
    hello?: Hello;
    ops: Patch[];
    ref?: number;
    part?: boolean;
    error?: Failure;
    /** What the page shows to another process of the server, from now on. */
    resume?: string;
    dev?: Record<string, any>;
}
/** A handler that is about to be called. */
export interface Call {
    name: string;
    /** Absent when a script calls. */
    element?: HTMLElement;
    event?: Event;
    submitter?: Element | null;
    form: Record<string, FormValue>;
    data: Record<string, unknown>;
}
/** What an element does at an event: a token of data-action, or an extension's. */
export interface Action {
    /** Empty for the element's own default. */
    event: string;
    /** The key that it takes, such as `ctrl+k`; empty for any. */
    filter: string;
    /** Where it listens; empty for the element itself. */
    at: '' | 'window' | 'document';
    method: string;
    /** `prevent`, `stop`, `once`, `self`. */
    options: string[];
    /** What an extension's action does, in the place of the controller's methods. */
    run?: (event: Event) => void;
}
export interface Extension {
    /** Attributes to see as they come into the page, or are set anew. What is returned runs when the element or the attribute has left. */
    attributes?: Record<string, (element: HTMLElement, value: string) => void | (() => void)>;
    /** What an element does at an event, beside its data-action. `at` is empty for the element's own events. */
    actions?(element: HTMLElement, type: string, at: Action['at']): Action[];
    /** Stands around each call: `next()` goes on, and its promise is the answer. Returning nothing refuses the call. */
    around?(call: Call, next: () => Promise<Answer>): Promise<Answer> | void;
    /** Keys of patches beyond the core's. They run after the tree has changed. */
    keys?: Record<string, (value: any, patch: Patch) => void>;
    /** Swaps by name, beyond the core's. */
    swaps?: Record<string, (target: Element, html: string) => void>;
    /** The contents of an element are about to change. */
    changes?(region: Element): void;
    /** The address is about to change. What is returned goes into the state of its entry in the browser's history. */
    navigate?(url: URL, replace: boolean): object;
    /** Puts patches on screen by calling `apply`, now or later; what comes meanwhile waits. */
    render?(patches: Patch[], apply: () => void): void;
    /** After each batch of patches. */
    applied?(): void;
}
/** What an extension gets to work with, beside what every script of the page has. */
export interface Host extends LiveView {
    /** Calls a handler as an action of the element would: with its form and its payload. */
    call(element: HTMLElement, name: string, event?: Event): Promise<Answer>;
    /** The same, after the element's own debounce. */
    run(element: HTMLElement, event: Event, name: string): void;
    /** Listens for an event that `actions` answers to. */
    listen(type: string, window?: boolean): void;
    /** The live document, safe from elements whose names shadow its properties. */
    readonly page: Document;
    /** Every match of a selector below a document or element. */
    select(root: ParentNode & Node, selector: string): HTMLElement[];
    /** Dispatches an event that bubbles, at the document by default. False when a listener called `preventDefault`. */
    emit(name: string, detail?: unknown, cancelable?: boolean, target?: EventTarget): boolean;
    /** The form an element belongs to, also by `form="…"`. */
    formOf(element: Element): HTMLFormElement | null;
    /** Whether a key event is the one that `enter` or `ctrl+shift+k` asks for. */
    keyMatches(filter: string, event: KeyboardEvent): boolean;
    /** Tells a developer of a mistake; in release builds nobody. */
    complain(message: string, ...about: unknown[]): void;
}
export type Status = 'connected' | 'connecting' | 'offline';
export interface LiveViewEvents {
    connect: {
        resumed: boolean;
    };
    disconnect: {
        status: Status;
    };
    /** Cancelable: `preventDefault` keeps the message from being sent. */
    'before-send': {
        message: Message;
        element?: Element;
    };
    ack: {
        ref: number;
        function?: string;
        error?: Failure;
    };
    error: Failure & {
        ref?: number;
        function?: string;
    };
    /** Cancelable: `preventDefault` keeps the patches from being applied. */
    'before-apply': {
        ops: Patch[];
        ref?: number;
    };
    apply: {
        ops: Patch[];
        ref?: number;
    };
    /** At the target of a patch. Cancelable: `preventDefault` leaves this target as it is. */
    'before-morph': {
        patch: Patch;
    };
    /** At an element that is about to be taken out. */
    remove: undefined;
    /** Cancelable: `preventDefault` keeps the address as it is. */
    navigate: {
        url: URL;
        replace: boolean;
    };
    'history-restored': {
        url: string;
        index: number;
    };
    /** At the element whose call is asked about. Cancelable: `preventDefault` keeps the browser from asking, and `answer` goes on. */
    confirm: {
        message: string;
        answer(yes: boolean): void;
    };
    dev: Record<string, any>;
}
export interface MorphOptions {
    /** Fields and open states follow the wanted HTML even where the visitor has changed them. */
    force?: boolean;
    /** Live elements to leave alone, beside those under data-liveview-ignore. */
    skip?: (live: Element) => boolean;
}
export interface LiveView {
    /** Calls a handler, as an element with this data-liveview-function would. Rejects only what JSON cannot say; for all else look at `error`. */
    send(name: string, content?: {
        form?: Record<string, FormValue>;
        data?: object;
    }): Promise<Answer>;
    /** Makes the contents of an element into this HTML and keeps what the visitor did there. */
    morph(target: Element | string, html: string, options?: MorphOptions): void;
    /** A way to put HTML into a target, for patches with this `swap`. */
    swap(name: string, swap: (target: Element, html: string) => void): void;
    /** Applies patches as if the server had sent them; to another document, in a debug build, only what they do to its tree. */
    apply(ops: Patch[], root?: Document): void;
    /** Brings the page up to date in place: fetches its own address, or takes this HTML; in a debug build, patches are applied to it first. False when it could not be fetched. */
    refresh(html?: string | null, ops?: Patch[]): Promise<boolean>;
    connect(): void;
    disconnect(): void;
    readonly status: Status;
    /** Listens for `liveview:NAME`. Returns what ends it. */
    on<Name extends keyof LiveViewEvents>(name: Name, listener: (event: CustomEvent<LiveViewEvents[Name]>) => void): () => void;
    /** Adds to what the client can do. */
    use(extension: Extension | ((host: Host) => Extension)): void;
}
declare global {
    const liveview: LiveView & Interactions;
    interface Window {
        liveview: LiveView & Interactions;
    }
}
/** What a hook works with: `this` in its callbacks, and their argument. */
export interface HookContext {
    readonly el: HTMLElement;
    /** Calls a handler. */
    send(name: string, content?: {
        form?: Record<string, FormValue>;
        data?: object;
    }): Promise<Answer>;
    /** Listens for an event that the server sends, until the hook is destroyed. */
    on(name: string, listener: (detail: any) => void): void;
    /** A hook may keep what it needs beside these. */
    [own: string]: any;
}
type Callback = (this: HookContext, context: HookContext) => void;
export interface Hook {
    /** The element has come into the page. */
    mounted?: Callback;
    /** A patch has changed the element, or something in it. */
    updated?: Callback;
    /** The element has left the page, or no longer names this hook. */
    destroyed?: Callback;
    disconnected?: Callback;
    reconnected?: Callback;
}
/** Does something to an element. What is returned takes it back, when an optimistic change is refused. */
export type Command = (element: HTMLElement, ...values: any[]) => void | (() => void);
export interface Interactions {
    /** Gives the elements with `data-liveview-hook="NAME"` callbacks. */
    hook(name: string, hook: Hook): void;
    /** Adds a command for `data-liveview-js`, `data-liveview-optimistic` and the patch key `js`. */
    command(name: string, command: Command): void;
}
export {};
