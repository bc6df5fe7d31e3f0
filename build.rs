//! Parses the built-in templates and subjects once, at build time, so that a start of the program
//! reads a compact form instead of thousands of lines of TOML.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

// The same types the library reads user templates with; it uses more of them than this script.
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/catalogue/raw.rs"]
mod raw;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/crosswalk/raw.rs"]
mod raw_subjects;

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=mappings");
    println!("cargo::rerun-if-changed=src/catalogue/raw.rs");
    println!("cargo::rerun-if-changed=src/crosswalk/raw.rs");

    let mut list = String::from(
        "/// Built-in templates: id, compiled form, file name, text.\npub(super) static TEMPLATES: &[(&str, &[u8], &str, &str)] = &[\n",
    );
    for path in files(&root.join("templates"), "toml") {
        let text = read(&path);
        let template: raw::RawTemplate = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let bin = out.join(format!("{}.bin", template.id));
        fs::write(&bin, postcard::to_allocvec(&template).expect("templates hold plain data"))
            .expect("OUT_DIR is writable");
        let name = format!("templates/{}", path.file_name().expect("a file").to_string_lossy());
        writeln!(list, "    ({:?}, include_bytes!({:?}), {name:?}, include_str!({:?})),", template.id, bin, path)
            .expect("string");
    }
    list.push_str(
        "];\n/// Built-in mapping tables: file name, text.\npub(super) static MAPPINGS: &[(&str, &str)] = &[\n",
    );
    for sub in ["mappings", "mappings/editions", "mappings/frameworks"] {
        for ext in ["tsv", "toml"] {
            for path in files(&root.join(sub), ext) {
                let name = format!("{sub}/{}", path.file_name().expect("a file").to_string_lossy());
                writeln!(list, "    ({name:?}, include_str!({path:?})),").expect("string");
            }
        }
    }
    list.push_str("];\n");
    let subjects_path = root.join("mappings/subjects.toml");
    let subjects: raw_subjects::RawSubjects =
        toml::from_str(&read(&subjects_path)).unwrap_or_else(|e| panic!("{}: {e}", subjects_path.display()));
    fs::write(out.join("subjects.bin"), postcard::to_allocvec(&subjects).expect("plain data"))
        .expect("OUT_DIR is writable");
    let rules_path = root.join("mappings/rules.toml");
    let rules: raw_subjects::RawRules =
        toml::from_str(&read(&rules_path)).unwrap_or_else(|e| panic!("{}: {e}", rules_path.display()));
    fs::write(out.join("rules.bin"), postcard::to_allocvec(&rules).expect("plain data")).expect("OUT_DIR is writable");
    fs::write(out.join("builtin.rs"), list).expect("OUT_DIR is writable");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(dir: &Path, ext: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(dir)
        .map(|d| d.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == ext)).collect())
        .unwrap_or_default();
    found.sort();
    found
}
