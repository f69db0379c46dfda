//! What the binary prints and how it ends, command by command, as a user sees it without a terminal.
//!
//! `INSTA_UPDATE=always cargo test --workspace --test screens` writes the snapshots anew; read the difference.
#![forbid(unsafe_code)]

mod broken;
mod exits;
mod fresh;
mod layers;
mod living;
mod permissions;
mod pieces;
mod plans_and_runs;
mod saved;
mod served;
mod shell;
mod stacks;
mod stories;
