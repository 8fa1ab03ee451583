//! Starts the application. Everything it is made of is in `lib.rs`.

use minimal::TITLE;

fn main() {
    println!("{TITLE}");
}
