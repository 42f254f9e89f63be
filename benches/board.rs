//! Makes the large board and says what it holds: `cargo bench --bench board`.

mod common;

use std::time::Instant;

fn main() {
    let begun = Instant::now();
    let path = common::large::board();
    println!("{} after {:.1} s", path.display(), begun.elapsed().as_secs_f64());
}
