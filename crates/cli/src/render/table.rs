//! Columns as wide as what is in them.

use super::style;

/// A table of plain cells; the first row is the heading.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    indent: usize,
}

/// How a cell is painted: column, text as padded -> text.
pub(crate) type Paint<'a> = &'a dyn Fn(usize, &str, &str) -> String;

impl Table {
    pub(crate) fn new(indent: usize, heading: &[&str]) -> Table {
        Table { rows: vec![heading.iter().map(|cell| (*cell).to_owned()).collect()], indent }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The text at this width: the last column is cut, the others never.
    pub(crate) fn render(&self, width: usize, paint: Paint<'_>) -> String {
        let columns = self.rows[0].len();
        let wide = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(wide).collect();
        let before: usize = self.indent + widths[..columns - 1].iter().map(|width| width + 2).sum::<usize>();
        let room = width.saturating_sub(before).max(12);
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = " ".repeat(self.indent);
            for (column, cell) in row.iter().enumerate() {
                let last = column + 1 == columns;
                let shown = if last { style::cut(cell, room) } else { format!("{cell:<wide$}", wide = widths[column]) };
                line += &if number == 0 { style::faint(&shown) } else { paint(column, cell, &shown) };
                if !last {
                    line += "  ";
                }
            }
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}
