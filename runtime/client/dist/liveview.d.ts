export interface LiveViewAnswer {
    ref: number;
    /** Why the server did not do it, or why it may never have heard of it. */
    error?: {
        code: string;
        message: string;
        reference?: string;
        field?: string;
    };
}
export type LiveViewStatus = 'connected' | 'connecting' | 'offline';
export interface LiveViewEvents {
    connect: {
        resumed: boolean;
    };
    disconnect: {
        status: LiveViewStatus;
    };
    /** Cancelable: `preventDefault` keeps the message from being sent. */
    'before-send': {
        message: Record<string, any>;
        element?: Element;
    };
    ack: {
        ref: number;
        function?: string;
        error?: LiveViewAnswer['error'];
    };
    error: {
        code: string;
        message: string;
        reference?: string;
        field?: string;
        ref?: number;
        function?: string;
    };
    /** Cancelable: `preventDefault` keeps the patches from being applied. */
    'before-apply': {
        ops: object[];
        ref?: number;
    };
    apply: {
        ops: object[];
        ref?: number;
    };
    'history-restored': {
        url: string;
        index: number;
    };
    dev: Record<string, any>;
}
export interface LiveView {
    /** Calls a handler, as an element with this data-liveview-function would. Rejects only what JSON cannot say; for all else look at `error`. */
    send(name: string, content?: {
        form?: object;
        data?: object;
    }): Promise<LiveViewAnswer>;
    /** Makes the contents of an element into this HTML and keeps what the visitor did there. */
    morph(target: Element | string, html: string): void;
    /** Applies patches as if the server had sent them; to another document only what they do to its tree. */
    apply(ops: object[], root?: Document): void;
    /** Brings the page up to date in place: fetches its own address, or takes this HTML, and applies patches to it first. */
    refresh(html?: string | null, ops?: object[]): Promise<void>;
    connect(): void;
    disconnect(): void;
    readonly status: LiveViewStatus;
    /** Listens for `liveview:NAME`. Returns what ends it. */
    on<Name extends keyof LiveViewEvents>(name: Name, listener: (event: CustomEvent<LiveViewEvents[Name]>) => void): () => void;
}
declare global {
    interface Window {
        liveview: LiveView;
    }
}
