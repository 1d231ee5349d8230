//! Tables that a page sorts and filters, also with a hundred thousand rows.
//!
//! Numbers and categories of all rows stand column by column in one data file, a few bytes each, so that sorting and
//! filtering need nothing else. Texts stand in files of some hundred rows; only those on the screen are loaded, and all
//! of them when someone searches. What sorts a text column is a number too: the place of the row in that order.

use crate::error::Error;
use crate::folder::Folder;
use crate::json::Json;

/// Rows in one file of texts.
const ROWS: usize = 500;

/// A column that the page knows by its name; `desk` there says how to draw it.
pub(crate) enum Column {
    /// A number, or none.
    Number(&'static str, Vec<Option<i64>>),
    /// One of a few names.
    Category(&'static str, Vec<String>, Vec<u32>),
}

/// Writes a table named `name`: columns of equal length, and the texts of each row.
pub(crate) fn write<'t>(
    folder: &Folder,
    name: &str,
    columns: &[Column],
    text_names: &[&str],
    rows: impl Iterator<Item = Vec<&'t str>>,
) -> Result<(), Error> {
    let mut files = 0;
    let mut count = 0;
    let mut texts = Json::default();
    let flush = |texts: &mut Json, files: &mut usize| {
        let body = std::mem::take(texts).into_string();
        *files += 1;
        folder.data(&format!("{name}/texts-{}", *files - 1), &format!("[{body}]"))
    };
    for row in rows {
        texts.texts(row);
        count += 1;
        if count % ROWS == 0 {
            flush(&mut texts, &mut files)?;
        }
    }
    if texts.len() > 0 {
        flush(&mut texts, &mut files)?;
    }
    let mut head = Json::default();
    head.object(|j| {
        j.key("rows").count(count as u64);
        j.key("each").count(ROWS as u64);
        j.key("texts").texts(text_names.iter().copied());
        j.key("columns").object(|j| columns.iter().for_each(|c| column(j, c)));
    });
    folder.data(&format!("{name}/table"), &head.into_string())
}

fn column(j: &mut Json, column: &Column) {
    match column {
        Column::Number(name, values) => j.key(name).object(|j| {
            j.key("values")
                .list(|j| values.iter().for_each(|v| j.or_null(*v, |j, v| j.int(v))));
        }),
        Column::Category(name, names, values) => j.key(name).object(|j| {
            j.key("names").texts(names.iter().map(String::as_str));
            j.key("values").list(|j| values.iter().for_each(|v| j.int(*v)));
        }),
    }
}

/// The place of each row when all are put in the order of `key`.
pub(crate) fn ranks<K: Ord>(len: usize, key: impl Fn(usize) -> K) -> Vec<Option<i64>> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by_cached_key(|&k| (key(k), k));
    let mut ranks = vec![None; len];
    for (rank, k) in order.into_iter().enumerate() {
        ranks[k] = i64::try_from(rank).ok();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn ranks_are_places_in_the_order() {
        let names = ["b", "a", "c", "a"];
        assert_eq!(ranks(4, |k| names[k]), [Some(2), Some(0), Some(3), Some(1)]);
        assert!(ranks(0, |k| k).is_empty());
    }
}
