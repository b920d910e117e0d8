//! What the machine is called, where the system says it.

use std::fs::read_to_string;
use std::path::Path;

/// The processor and its caches, `Intel Xeon, L1d 48K, L2 2048K`; the architecture where the system does not say.
pub(super) fn machine() -> String {
    let processor = read_to_string("/proc/cpuinfo").ok().and_then(|text| processor(&text));
    let processor = processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let caches =
        (0..8).map_while(|index| cache(Path::new(&format!("/sys/devices/system/cpu/cpu0/cache/index{index}"))));
    std::iter::once(processor).chain(caches).collect::<Vec<_>>().join(", ")
}

/// The name of the first processor.
fn processor(cpuinfo: &str) -> Option<String> {
    let lines = cpuinfo.lines().filter_map(|line| line.split_once(':'));
    let mut names = lines.filter(|(key, _)| key.trim() == "model name").map(|(_, name)| name.trim());
    names.find(|name| !name.is_empty()).map(str::to_owned)
}

/// A cache: level, `d` for data or `i` for instructions alone, size.
fn cache(folder: &Path) -> Option<String> {
    let read = |name: &str| read_to_string(folder.join(name)).ok().map(|text| text.trim().to_owned());
    let of = match read("type")?.as_str() {
        "Data" => "d",
        "Instruction" => "i",
        _ => "",
    };
    Some(format!("L{}{of} {}", read("level")?, read("size")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_has_a_name() {
        assert_eq!(processor("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n").as_deref(), Some("Some CPU @ 2 GHz"));
        assert_eq!(processor("processor\t: 0\nmodel name\t:\n"), None);
        assert!(!machine().is_empty());
        assert_eq!(cache(Path::new("no/such/folder")), None);
    }
}
