//! One file per kind of thing that `gen` adds: a spec becomes a plan.
