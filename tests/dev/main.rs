//! See the modules.

mod inspector_page;
