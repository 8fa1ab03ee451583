//! One name, in every spelling that a project needs, and what a name may not be.
