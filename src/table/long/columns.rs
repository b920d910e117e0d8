//! The columns of a long table, whatever their order, case and spelling.

use crate::input::cells::Cell;

pub const COLUMNS: [(&str, &[&str]); 5] = [
    (
        "origin region",
        &[
            "originregion",
            "origincountry",
            "regionfrom",
            "fromregion",
            "fromcountry",
            "regionorigin",
            "rowcountry",
            "rowregion",
            "exporter",
        ],
    ),
    (
        "origin sector",
        &[
            "originsector",
            "originindustry",
            "sectorfrom",
            "fromsector",
            "fromindustry",
            "sectororigin",
            "rowitem",
            "rowsector",
            "rowindustry",
        ],
    ),
    (
        "destination region",
        &[
            "destinationregion",
            "destregion",
            "destcountry",
            "destinationcountry",
            "regionto",
            "toregion",
            "tocountry",
            "colcountry",
            "columncountry",
            "columnregion",
            "importer",
        ],
    ),
    (
        "destination sector or final use",
        &[
            "destinationsector",
            "destinationuse",
            "destuse",
            "destsector",
            "destindustry",
            "destinationindustry",
            "destinationsectororfinaluse",
            "destinationsectororuse",
            "use",
            "sectorto",
            "tosector",
            "toindustry",
            "touse",
            "colitem",
            "columnitem",
            "columnsector",
            "finaluse",
        ],
    ),
    ("value", &["value", "flow", "amount", "v"]),
];

/// What a long table must have.
pub const EXPECTED: &str = "a long table has the columns origin_region, origin_sector, destination_region, destination_sector \
     (or a final use) and value, in any order";

/// Where the five columns stand in `header`, and the unit that the last one's name ends in (`value_musd`).
pub fn columns(header: &[Cell<'_>]) -> [Option<(usize, Option<String>)>; 5] {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    COLUMNS.map(|(_, names)| {
        header.iter().enumerate().find_map(|(at, cell)| {
            let name = plain(&cell.text);
            if names.contains(&name.as_str()) {
                return Some((at, None));
            }
            let unit = name.strip_prefix("value").filter(|_| names[0] == "value")?;
            Some((at, Some(unit.to_owned())))
        })
    })
}

/// Whether `header` is that of a long table, or nearly.
pub fn is_long(header: &[Cell<'_>]) -> bool {
    header.len() < 16 && columns(header).iter().flatten().count() >= 3
}
