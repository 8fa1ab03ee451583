//! Starts the application. Everything it is made of is in `lib.rs`.

use starter::TITLE;

fn main() {
    println!("{TITLE}");
}
