//! The text form of a graph, for tests and for looking at it.

use std::fmt;

use super::Graph;

impl<N> fmt::Display for Graph<N> {
    /// One line per node: `eks.cluster/dev <- iam.role/cluster, logs.log_group/dev`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (_, node) in self.iter() {
            f.write_str(&node.id)?;
            for (position, &need) in node.needs.iter().enumerate() {
                write!(f, "{} {}", if position == 0 { " <-" } else { "," }, self.get(need).id)?;
            }
            if let Some(container) = node.container {
                write!(f, " (inside {})", self.get(container).id)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
