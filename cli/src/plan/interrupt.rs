//! Ctrl-C while files are being written: asked for between two steps, so that what was begun can be put back.
//! `apply` asks; the handler of the signal only sets a flag.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Listens for as long as it lives.
pub(super) struct Interrupt {
    asked: Arc<AtomicBool>,
}

impl Interrupt {
    /// Begins to listen. Where that is not possible, Ctrl-C ends the process as it always does.
    pub(super) fn listen() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&asked);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build();
        if let Ok(runtime) = runtime {
            let (ready, listening) = std::sync::mpsc::channel();
            std::thread::spawn(move || {
                runtime.block_on(async move {
                    let signal = tokio::signal::ctrl_c();
                    tokio::pin!(signal);
                    // The first poll registers the signal; from then on none is missed.
                    tokio::select! { biased;
                        _ = &mut signal => {}
                        () = std::future::ready(()) => {}
                    }
                    // Nobody waits any more only when the work is done already.
                    let _ = ready.send(());
                    if signal.await.is_ok() {
                        heard.store(true, Ordering::SeqCst);
                    }
                });
            });
            let _ = listening.recv();
        }
        Self { asked }
    }

    /// Whether to stop.
    pub(super) fn asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}
