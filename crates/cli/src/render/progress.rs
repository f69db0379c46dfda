//! A run as text for programs that print by themselves: notebooks, and whatever has replaced its standard streams.

use karpool::event::Event;

use super::lines::Lines;

/// Says what happens in a run, a line for each thing that happened.
pub struct Progress {
    lines: Lines,
    colour: bool,
}

impl Progress {
    /// With or without colours.
    pub fn new(colour: bool) -> Progress {
        Progress { lines: Lines::kept(), colour }
    }

    /// What there is to say of an event: lines with their ends, or nothing.
    pub fn tell(&mut self, event: &Event) -> String {
        self.lines.event(event);
        let text = self.lines.take();
        if self.colour { text } else { anstream::adapter::strip_str(&text).to_string() }
    }
}
