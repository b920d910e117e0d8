//! Which labels mean value added, gross output or a sum, and which categories of final use may be below zero.

/// What a row or column that is no industry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Margin {
    /// Value added, or a part of it (taxes less subsidies on products count as one: they are paid out of output).
    ValueAdded,
    /// Gross output.
    Output,
    /// A sum over others, of no news.
    Sum,
}

/// The margin called `name`, if it is one.
pub fn margin(name: &str) -> Option<Margin> {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    match plain.as_str() {
        "va" | "gva" | "valu" | "valueadded" | "grossvalueadded" | "tls" | "taxsub" | "taxeslesssubsidies"
        | "ttlva" => Some(Margin::ValueAdded),
        "out" | "output" | "grossoutput" | "totaloutput" | "x" | "go" => Some(Margin::Output),
        "total" | "sum" | "totalintermediate" | "intermediateconsumption" | "totalfinaluse" => Some(Margin::Sum),
        _ => None,
    }
}

/// Whether `name` means a margin only where nothing originates in it: a sector may be called so too.
pub fn may_be_sector(name: &str) -> bool {
    matches!(name.trim(), "x" | "X")
}

/// Whether a category of final use may be below zero: stocks are drawn down, valuables sold.
pub fn may_be_negative(category: &str) -> bool {
    let plain = category.to_lowercase();
    ["invent", "invnt", "stock", "valuables", "f5", "dpabr"].iter().any(|word| plain.contains(word))
}
