//! Which frames make earlier ones needless: those that only put content in the place of other content. A reader that is
//! behind is then sent the newest state, and not every step to it.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::patch::{Patch, Swap};

/// What a frame of these patches overwrites, as a number: the same targets in the same order, each in the same way. None
/// when something in it has to happen, and cannot be left out.
pub(crate) fn overwrites(patches: &[Patch]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for patch in patches {
        let target = patch.target.as_deref()?;
        let replaces = matches!(patch.swap, Swap::Inner | Swap::Outer | Swap::Text);
        if !replaces || patch.effects.is_some() {
            return None;
        }
        (target, patch.swap as u8, patch.all).hash(&mut hasher);
    }
    (!patches.is_empty()).then(|| hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::Effect;

    #[test]
    fn a_frame_overwrites_those_that_do_the_same_to_the_same() {
        let one = || Patch::inner("#a").html("1");
        let same = overwrites(&[one()]);
        assert!(same.is_some());
        assert_eq!(same, overwrites(&[Patch::inner("#a").html("2")]));
        for other in [
            Patch::inner("#b").html("1"),
            Patch::outer("#a").html("1"),
            Patch::text("#a").content("1"),
            one().all(),
        ] {
            assert!(overwrites(std::slice::from_ref(&other)).is_some());
            assert_ne!(same, overwrites(&[other]));
        }
        let pair = overwrites(&[one(), Patch::text("#b").content("1")]);
        assert!(pair.is_some() && pair != same);
        assert_ne!(pair, overwrites(&[Patch::text("#b").content("1"), one()]));
    }

    #[test]
    fn what_adds_or_happens_is_never_left_out() {
        for kept in [
            Patch::append("#a").html("1"),
            Patch::prepend("#a").html("1"),
            Patch::before("#a").html("1"),
            Patch::after("#a").html("1"),
            Patch::remove("#a"),
            Patch::title("1"),
            Patch::event("saved", 1),
            Patch::inner("#a").html("1").title("1"),
            Patch::inner("#a").html("1").focus("#b"),
        ] {
            assert_eq!(overwrites(std::slice::from_ref(&kept)), None, "{kept:?}");
            assert_eq!(overwrites(&[Patch::inner("#a").html("1"), kept]), None);
        }
        assert_eq!(overwrites(&[]), None);
    }
}
