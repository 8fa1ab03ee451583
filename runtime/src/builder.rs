//! From a builder to an application: everything that is wrong with it is said here, before it
//! listens.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as UrlPath, Request};
use axum::http::HeaderMap;
use axum::routing::get;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_sessions_core::SessionStore;

use crate::app::{App, Shared};
use crate::assets::{self, Assets};
use crate::away::Away;
use crate::clock::Clock;
use crate::embedded::Embedded;
use crate::error::{Error, Result};
use crate::guard::Guard;
use crate::health::Check;
use crate::limits::Limits;
use crate::metrics::Counters;
use crate::middleware::Layer;
use crate::pubsub::{Authorize, Gate, TopicRequest, Topics};
use crate::registry::Registry;
use crate::seats::Sessions;
use crate::secret::{self, Secret};
use crate::session::{Cookie, MemoryStore, Records, Store};
use crate::template::{Functions, Source, Templates};
use crate::{headers, health, page, socket};

/// Puts an application together; [`builder!`](crate::builder) makes one.
#[must_use = "a builder does nothing until it is built"]
pub struct Builder<S> {
    crate_name: String,
    package: String,
    folder: PathBuf,
    embedded: Embedded,
    mount: String,
    layers: Vec<Layer>,
    pages: Router<S>,
    topics: Topics,
    limits: Limits,
    origins: Vec<String>,
    secret: Option<String>,
    session_store: Store,
    session_expiry: Duration,
    pub(crate) guard: Guard,
    trust_forwarded_proto: bool,
    ready_checks: Vec<Check<S>>,
    authorize_topic: Option<AuthorizeWith<S>>,
}

type AuthorizeWith<S> = Box<dyn FnOnce(S) -> Authorize>;

impl<S: Clone + Send + Sync + 'static> Builder<S> {
    /// For a crate that has no build script: it takes the handlers below `module`, which is what
    /// `module_path!()` says anywhere in the crate, and the templates and assets it is given.
    pub fn from_embedded(module: &str, package: &str, embedded: Embedded) -> Self {
        Self {
            crate_name: module.split("::").next().unwrap_or_default().to_owned(),
            package: package.to_owned(),
            folder: embedded.disk.map(PathBuf::from).unwrap_or_default(),
            embedded,
            mount: String::new(),
            layers: Vec::new(),
            pages: Router::new(),
            topics: Topics::new(),
            limits: Limits::default(),
            origins: Vec::new(),
            secret: None,
            session_store: Store::new(MemoryStore::default()),
            session_expiry: Duration::from_secs(14 * 24 * 60 * 60),
            guard: Guard::default(),
            trust_forwarded_proto: false,
            ready_checks: Vec::new(),
            authorize_topic: None,
        }
    }

    #[doc(hidden)]
    pub fn __of_crate(module: &str, package: &str, folder: &str, embedded: Embedded) -> Self {
        Self {
            folder: folder.into(),
            ..Self::from_embedded(module, package, embedded)
        }
    }

    /// Adds middleware around every handler. The first that is added is the outermost.
    pub fn layer(mut self, layer: Layer) -> Self {
        self.layers.push(layer);
        self
    }

    /// The pages: an ordinary axum router over the same state.
    pub fn pages(mut self, pages: Router<S>) -> Self {
        self.pages = self.pages.merge(pages);
        self
    }

    /// The topics to use, when background work outside of the application sends to them too.
    pub fn topics(mut self, topics: Topics) -> Self {
        self.topics = topics;
        self
    }

    /// Other limits than the usual.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Trusts the pages of another origin, such as `https://partner.example`: they may open sockets, and
    /// post forms, for which they need a token as our own do.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Moves the socket and the assets below a path, such as `/panel`, so that the application can
    /// stand beside another on one port. Pages stay where their router puts them.
    pub fn mount(mut self, prefix: &str) -> Self {
        self.mount = prefix.trim_end_matches('/').to_owned();
        self
    }

    /// The secret that rooms, the tokens of forms, and the tokens with which a page finds its topics again
    /// are signed with: 32 characters or more. By default it is the environment's `LIVEVIEW_SECRET`, or a
    /// random one.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// The name that the session's cookie begins with; the package's by default.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.package = name.into();
        self
    }

    /// Where sessions are kept: any store of the `tower-sessions` family, such as those for SQL
    /// and for Redis. By default it is a [`MemoryStore`], and sessions end with the process.
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.session_store = Store::new(store);
        self
    }

    /// How long a session is kept that is not used: 14 days by default, 400 at most.
    pub fn session_expiry(mut self, expiry: Duration) -> Self {
        self.session_expiry = expiry;
        self
    }

    /// Believes `X-Forwarded-Proto`, and of a list its first entry. Right only behind a proxy that sets it
    /// itself.
    pub fn trust_forwarded_proto(mut self) -> Self {
        self.trust_forwarded_proto = true;
        self
    }

    /// Lets pages name topics themselves, with the functions `liveview:join` and `liveview:leave`, where this says yes.
    /// It is given the request and the state, and is asked each time that a page joins: when it asks, and when it comes
    /// back to another process. Without it every such topic is refused; what a handler joins with
    /// [`Live::subscribe`](crate::Live::subscribe) is not asked about.
    ///
    /// The page is told the same for each topic that it may not hear, whether there is such a topic or not; after 20
    /// refusals its socket is closed with 1008. An error refuses too, and reaches the log. Middleware and the deadline
    /// of messages hold as for a handler.
    ///
    /// ```
    /// use liveview::TopicRequest;
    ///
    /// # #[derive(Clone)] struct AppState;
    /// # impl AppState { async fn may_read(&self, user: u64, id: &str) -> liveview::Result<bool> { Ok(user == 1 && id == "7") } }
    /// async fn authorize(request: TopicRequest, state: AppState) -> liveview::Result<bool> {
    ///     let user: Option<u64> = request.session().await?.get("user")?;
    ///     match (request.topic().strip_prefix("article:"), user) {
    ///         (Some(id), Some(user)) => state.may_read(user, id).await,
    ///         _ => Ok(false),
    ///     }
    /// }
    /// # fn authorized(builder: liveview::Builder<AppState>) -> liveview::Builder<AppState> {
    /// builder.authorize_topic(authorize)
    /// # }
    /// ```
    pub fn authorize_topic<F, Fut>(mut self, authorize: F) -> Self
    where
        F: Fn(TopicRequest, S) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<bool>> + Send + 'static,
        S: Sync,
    {
        self.authorize_topic = Some(Box::new(move |state: S| {
            Box::new(move |request| Box::pin(authorize(request, state.clone())))
        }));
        self
    }

    /// Has `/readyz` answer 503 while this fails, such as when the database is away. It is given
    /// the state; all checks together may take 5 s. The error reaches the log and nobody else.
    ///
    /// ```
    /// # #[derive(Clone)] struct AppState;
    /// # impl AppState { async fn ping(&self) -> liveview::Result<()> { Ok(()) } }
    /// # fn checked(builder: liveview::Builder<AppState>) -> liveview::Builder<AppState> {
    /// builder.ready_check(async |state: AppState| state.ping().await)
    /// # }
    /// ```
    pub fn ready_check<F, Fut>(mut self, check: F) -> Self
    where
        F: Fn(S) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.ready_checks
            .push(Box::new(move |state| Box::pin(check(state))));
        self
    }

    /// Builds the application.
    ///
    /// # Errors
    ///
    /// Two handlers of one name, a handler for another state, a template that does not parse, an
    /// asset manifest that does not fit, a secret that is too short, an exempt path that is none.
    pub fn build(self, state: S) -> Result<App> {
        check_mount(&self.mount)?;
        self.guard.check()?;
        let root = std::env::var_os("LIVEVIEW_ROOT")
            .filter(|_| self.embedded.disk.is_some())
            .map(PathBuf::from);
        let root = root.or_else(|| self.embedded.disk.map(PathBuf::from));
        #[cfg(debug_assertions)]
        let dev = crate::dev::Dev::attached(self.mount.is_empty());

        let assets = Arc::new(Assets::open(&self.mount, &self.embedded, root.as_deref())?);
        #[cfg(debug_assertions)]
        let headers = headers(
            &self.mount,
            &assets,
            dev.as_ref().map(|dev| dev.page_token()),
        )?;
        #[cfg(not(debug_assertions))]
        let headers = headers(&self.mount, &assets, None)?;
        let source = match &root {
            Some(root) => Source::Disk(root.join("templates")),
            None => Source::Embedded(self.embedded.templates),
        };
        let functions = Functions {
            assets: Arc::clone(&assets),
            headers: headers.clone(),
        };
        #[cfg(debug_assertions)]
        let reload = dev.is_none();
        #[cfg(not(debug_assertions))]
        let reload = false;
        let templates = Arc::new(Templates::open(source, functions, reload)?);
        #[cfg(debug_assertions)]
        if let Some(dev) = &dev {
            let _ = templates.dev.set(Arc::clone(dev));
        }
        self.topics
            .attach(Arc::clone(&templates), self.limits.queue_bytes)?;

        let from_environment = || {
            std::env::var("LIVEVIEW_SECRET")
                .ok()
                .filter(|text| !text.is_empty())
        };
        let text = self.secret.or_else(from_environment);
        let has_secret = text.is_some();
        let secret = match text {
            Some(text) => Secret::from_text(&text)?,
            None => Secret::random()?,
        };
        let registry =
            Registry::of_crate(&self.crate_name, &self.folder, &Arc::new(state.clone()))?;
        let clock = Clock::default();
        let records = Records::new(self.session_store, self.session_expiry, clock.clone());
        let stop = CancellationToken::new();
        let shared = Arc::new(Shared {
            registry,
            layers: self.layers.into(),
            templates,
            topics: self.topics,
            limits: self.limits,
            origins: self.origins,
            has_secret,
            secret,
            cookie: Cookie::of_package(&self.package),
            mount: self.mount,
            headers,
            trust_forwarded_proto: self.trust_forwarded_proto,
            instance: secret::random_hex::<8>()?,
            sessions: Sessions::default(),
            metrics: Counters::new(),
            records,
            guard: self.guard,
            clock,
            away: Away::default(),
            gate: Gate::new(self.authorize_topic.map(|bind| bind(state.clone()))),
            release: stop.child_token(),
            stop,
            tasks: TaskTracker::new(),
            connections: AtomicU64::new(0),
            default_lang: "en".into(),
            #[cfg(debug_assertions)]
            dev,
        });
        #[cfg(debug_assertions)]
        if let Some(dev) = &shared.dev {
            dev.serve(&shared);
        }
        let health = health::routes(&shared, self.ready_checks, state.clone());
        let router = router(&shared, assets, health, self.pages.with_state(state));
        Ok(App { shared, router })
    }
}

fn check_mount(mount: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    if mount.is_empty() || (mount.starts_with('/') && mount.chars().all(plain)) {
        return Ok(());
    }
    Err(Error::internal(format!(
        "an application cannot be mounted at `{mount}`: write a path such as `/panel`"
    )))
}

/// What `liveview_headers()` writes.
fn headers(mount: &str, assets: &Assets, page_token: Option<&str>) -> Result<String> {
    let debug = if cfg!(debug_assertions) {
        " data-debug"
    } else {
        ""
    };
    let mut headers = Vec::new();
    for script in &assets::CLIENT {
        let url = assets
            .url(script.name)
            .ok_or_else(|| Error::internal("a script of the client is missing"))?;
        headers.push(format!(
            "<script src=\"{url}\" defer data-socket=\"{mount}/ws/liveview/\"{debug}></script>"
        ));
    }
    let headers = headers.join("\n");
    #[cfg(debug_assertions)]
    if let Some(token) = page_token {
        let token = crate::Html::escape(token);
        return Ok(format!(
            "{headers}\n<script src=\"/__liveview/page.js\" defer data-token=\"{token}\"></script>"
        ));
    }
    // A release build has no word of the dev server in it.
    #[cfg(not(debug_assertions))]
    let _ = page_token;
    Ok(headers)
}

fn router(shared: &Arc<Shared>, assets: Arc<Assets>, health: Router, pages: Router) -> Router {
    let around = Arc::clone(shared);
    let layer = axum::middleware::from_fn(move |request: Request, next| {
        page::layer(Arc::clone(&around), request, next)
    });
    let serve = get(move |UrlPath(path): UrlPath<String>, headers: HeaderMap| {
        std::future::ready(assets.serve(&path, &headers))
    });
    socket::routes(shared)
        .route(&format!("{}/assets/{{*path}}", shared.mount), serve)
        .merge(health)
        // Last, so that what is found nowhere goes through the layer, too.
        .merge(pages.layer(layer))
        .layer(axum::middleware::map_response(headers::complete))
}
