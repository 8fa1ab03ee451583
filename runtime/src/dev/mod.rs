//! The application's end of the dev server's pipe. It is in debug builds only, and does nothing
//! unless the process was handed the pipe.

use std::sync::Arc;

use crate::app::Shared;
use crate::extract::Room;
use crate::handler::Handler;
use crate::live::Connection;
use crate::patch::Patch;
use crate::pipeline::Trace;
use crate::protocol::Message;

pub(crate) struct Dev {}
pub(crate) struct Screen {}
pub(crate) struct PanicPlace {}
pub(crate) struct Adopted {
    pub(crate) seq: u64,
}
pub(crate) fn take_panic_place() -> Option<PanicPlace> {
    None
}
impl Screen {
    pub(crate) fn record(&mut self, _: &[Patch]) {}
}
impl Dev {
    pub(crate) fn attached(_: bool) -> Option<Arc<Self>> {
        None
    }
    pub(crate) fn page_token(&self) -> &str {
        ""
    }
    pub(crate) fn serve(self: &Arc<Self>, _: &Arc<Shared>) {}
    pub(crate) fn ready(&self, _: &Shared) {}
    pub(crate) fn screen_of(&self, _: &Room) -> Screen {
        Screen {}
    }
    pub(crate) fn page_rendered(&self, _: &Room, _: &str, _: &str, _: &str, _: &minijinja::Value) {}
    pub(crate) fn take_adopted(&self, _: &str, _: &Room) -> Option<Adopted> {
        None
    }
    pub(crate) fn opened(&self, _: &Arc<Connection>, _: Option<Adopted>) {}
    pub(crate) fn closed(&self, _: &str) {}
    pub(crate) fn topics(&self, _: &str, _: &[String]) {}
    pub(crate) fn trace(&self, _: &Connection, _: &Trace) {}
    pub(crate) fn panicked(
        &self,
        _: &crate::panic::Panic,
        _: Option<&Handler>,
        _: Option<&Message>,
    ) {
    }
    pub(crate) fn handler_failed(&self, _: &str, _: &Handler, _: Option<&Message>) {}
    pub(crate) fn handler_worked(&self, _: &Handler) {}
    pub(crate) fn template_failed(&self, _: &minijinja::Error, _: String) {}
}
