//! Aligned columns for a terminal.

/// Rows of cells as text: the first column to the left, the others to the right, indented by two blanks.
pub(crate) fn grid(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| {
        rows.iter()
            .filter_map(|r| r.get(c))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(c, cell)| {
            let gap = " ".repeat(widths[c] - cell.chars().count());
            if c == 0 {
                format!("{cell}{gap}")
            } else {
                format!("{gap}{cell}")
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
    out
}

/// What is wrong, a line each, at most `most` of them.
pub(crate) fn list(head: &str, items: &[String], most: usize) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut out = format!("{head}: {}\n", items.len());
    items.iter().take(most).for_each(|i| out.push_str(&format!("  {i}\n")));
    if items.len() > most {
        out.push_str(&format!("  and {} more\n", items.len() - most));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [
            vec!["b".to_owned(), "1.0".to_owned()],
            vec!["тело".to_owned(), "10.0".to_owned()],
            vec![],
        ];
        assert_eq!(grid(&rows), "  b      1.0\n  тело  10.0\n  \n");
        assert_eq!(
            list("wrong", &["a".to_owned(), "b".to_owned()], 1),
            "wrong: 2\n  a\n  and 1 more\n"
        );
        assert_eq!(list("wrong", &[], 3), "");
    }
}
