//! Conditions of a list, put together one by one.

use sunlot_domain::codes::DivisionCode;

use crate::value::Value;

/// Which rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How many at most.
    pub limit: u32,
    /// How many are left out before them.
    pub offset: u64,
}

/// Conditions joined by AND.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    conditions: Vec<String>,
    params: Vec<Value>,
}

impl Filter {
    /// Adds a condition; each `{}` in it stands for the next of `values`.
    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        let mut values = values.into_iter();
        let mut parts = condition.split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            self.params.push(values.next().expect("a value for each place"));
            text.push_str(&format!("?{}{part}", self.params.len()));
        }
        self.conditions.push(format!("({text})"));
    }

    /// Only what lies in the subtree of a division.
    pub(crate) fn within(&mut self, column: &str, region: &DivisionCode) {
        self.and(&format!("{column} >= {{}} AND {column} < {{}}"), subtree(region));
    }

    /// Only where a column holds one of these values; all of them when there are none.
    pub(crate) fn among(&mut self, column: &str, values: impl IntoIterator<Item = Value>) {
        let values: Vec<Value> = values.into_iter().collect();
        if !values.is_empty() {
            let places = vec!["{}"; values.len()].join(", ");
            self.and(&format!("{column} IN ({places})"), values);
        }
    }

    /// Only where a column lies in one of the ranges `from <= column < to`; everything when there
    /// are none.
    pub(crate) fn ranges(&mut self, column: &str, ranges: impl IntoIterator<Item = [Value; 2]>) {
        let ranges: Vec<[Value; 2]> = ranges.into_iter().collect();
        if !ranges.is_empty() {
            let one = format!("({column} >= {{}} AND {column} < {{}})");
            self.and(&vec![one; ranges.len()].join(" OR "), ranges.into_iter().flatten());
        }
    }

    /// Only where a column holds one of these texts.
    pub(crate) fn contains_any(&mut self, column: &str, texts: &[String]) {
        let one = format!("{column} LIKE {{}} ESCAPE '\\'");
        let patterns = texts.iter().map(|text| Value::Text(pattern(text)));
        self.and(&vec![one; texts.len()].join(" OR "), patterns);
    }

    /// Only what lies in the subtree of one of these divisions; nothing when there is none.
    pub(crate) fn within_any(&mut self, column: &str, regions: &[DivisionCode]) {
        let mut conditions = vec!["1 = 0".to_owned()];
        let mut bounds = Vec::new();
        for region in regions {
            conditions.push(format!("{column} >= {{}} AND {column} < {{}}"));
            bounds.extend(subtree(region));
        }
        self.and(&conditions.join(" OR "), bounds);
    }

    /// Only what holds a text in one of the columns.
    pub(crate) fn contains(&mut self, columns: &[&str], text: &str) {
        let pattern = Value::Text(pattern(text));
        let each = columns.iter().map(|column| format!("{column} LIKE {{}} ESCAPE '\\'"));
        let condition = each.collect::<Vec<_>>().join(" OR ");
        self.and(&condition, vec![pattern; columns.len()]);
    }

    /// `WHERE …`, or nothing.
    pub(crate) fn clause(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.conditions.join(" AND "))
    }

    /// Values in the order of their places.
    pub(crate) fn params(&self) -> &[Value] {
        &self.params
    }
}

/// From where on and before what the codes of a subtree lie. Digits sort below `~`, so the prefix
/// becomes a range that an index serves.
pub(crate) fn subtree(region: &DivisionCode) -> [Value; 2] {
    let prefix = region.prefix();
    [Value::Text(prefix.to_owned()), Value::Text(format!("{prefix}~"))]
}

/// What LIKE calls a text that stands anywhere, with `\\` before its own signs.
pub(crate) fn pattern(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_through() {
        let mut filter = Filter::default();
        assert_eq!(filter.clause(), "");
        filter.and("a = {}", [Value::Int(1)]);
        filter.and("b < {} OR b > {}", [Value::Int(2), Value::Int(3)]);
        assert_eq!(filter.clause(), "WHERE (a = ?1) AND (b < ?2 OR b > ?3)");
        assert_eq!(filter.params().len(), 3);
    }
}
