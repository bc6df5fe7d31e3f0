//! A core report with many measures in, four reports out.
//!
//! `cargo bench --bench core` measures reading and writing in-process; `cargo bench --bench core -- make FILE
//! [MEASURES]` writes the core report, for `benches/peer/core.py`, which compares the whole program with a Python
//! script on the same file. The same arguments give the same bytes: Testland's nine reports, and 2,000 confirmed
//! measures spread over all subjects, in three languages.

#![allow(missing_docs)] // criterion's macros make public items
#![allow(clippy::print_stdout)] // a program, not a library

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::Criterion;
use dunlin::catalogue::Catalogue;
use dunlin::core_report::{self, Core, CoreRequest, base_and_evidence, place, take_apart};
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Entry, Lang, Origin, Party, Registers, Report, Row, Years};
use dunlin::prefill::{Request, prefill};
use dunlin::read::{Context, Options, read_bytes};
use dunlin::write::{self, workbook};

const MEASURES: usize = 2_000;

/// Kinds with a first word of their titles in English, French and Spanish, and the weight of each.
const KINDS: [(&str, [&str; 3], usize); 10] = [
    ("law", ["Act", "Loi", "Ley"], 2),
    ("policy", ["Strategy", "Stratégie", "Estrategia"], 2),
    ("plan", ["Action Plan", "Plan d’action", "Plan de acción"], 4),
    ("programme", ["Programme", "Programme", "Programa"], 3),
    ("project", ["Project", "Projet", "Proyecto"], 9),
    ("campaign", ["Campaign", "Campagne", "Campaña"], 3),
    ("training", ["Course", "Formation", "Curso"], 4),
    ("assessment", ["Assessment", "Évaluation", "Evaluación"], 3),
    ("monitoring", ["Monitoring", "Suivi", "Seguimiento"], 3),
    ("enforcement", ["Operation", "Opération", "Operación"], 2),
];

const FACETS: [&str; 6] = ["all-biodiversity", "wetlands", "migratory-species", "cites-listed", "marine", ""];

/// Invented names, so that no two titles are alike.
const PLACES: [&str; 12] =
    ["Aru", "Belo", "Cand", "Dovra", "Esh", "Fenn", "Gorla", "Hathe", "Ivo", "Jurn", "Kelda", "Lome"];

/// What a measure tells, in English, French and Spanish.
const SENTENCES: [[&str; 3]; 6] = [
    [
        "It covers the delta of the {} and the reed beds along it, and names the authority in charge.",
        "Elle couvre le delta de la {} et ses roselières, et désigne l’autorité responsable.",
        "Abarca el delta del {} y sus carrizales, y designa la autoridad responsable.",
    ],
    [
        "Wardens of the {} district were equipped and counts are made each January by volunteers.",
        "Les gardes du district de {} ont été équipés et des bénévoles comptent les oiseaux en janvier.",
        "Se equipó a los guardas del distrito de {} y voluntarios hacen recuentos cada enero.",
    ],
    [
        "Eleven villages around {} agreed on seasons and on places where nothing is taken.",
        "Onze villages autour de {} se sont entendus sur des saisons et des lieux sans prélèvement.",
        "Once aldeas de {} acordaron temporadas y lugares donde no se extrae nada.",
    ],
    [
        "Funds came from the budget of the {} province and from a bank.",
        "Les fonds venaient du budget de la province de {} et d’une banque.",
        "Los fondos vinieron del presupuesto de la provincia de {} y de un banco.",
    ],
    [
        "Customs officers at the port of {} learnt to tell listed species apart.",
        "Les douaniers du port de {} ont appris à reconnaître les espèces inscrites.",
        "Los aduaneros del puerto de {} aprendieron a reconocer las especies incluidas.",
    ],
    [
        "Results are published by the museum of {} and used in planning.",
        "Les résultats sont publiés par le musée de {} et utilisés pour la planification.",
        "El museo de {} publica los resultados, que sirven para la planificación.",
    ],
];

/// A small generator of numbers that look random and never change (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below.max(1) as u64).unwrap_or(0)
    }
}

/// A confirmed measure; a third are told in one language only, a third in two, the others in three.
fn measure(n: usize, crosswalk: &Crosswalk) -> Entry {
    let mut dice = Dice(n as u64);
    let all: usize = KINDS.iter().map(|k| k.2).sum();
    let mut at = dice.next(all);
    let (kind, words, _) = KINDS
        .iter()
        .find(|k| {
            let here = at < k.2;
            at = at.saturating_sub(k.2);
            here
        })
        .unwrap_or(&KINDS[0]);
    let name = format!("{}{}", PLACES[dice.next(12)], PLACES[dice.next(12)].to_lowercase());
    let first = dice.next(3);
    let subject = &crosswalk.subjects[n % crosswalk.subjects.len()];
    let mut subjects = vec![subject.id.clone()];
    if dice.next(3) == 0 {
        subjects.push(crosswalk.subjects[dice.next(crosswalk.subjects.len())].id.clone());
    }
    let from = 2012 + dice.next(14);
    let period = match dice.next(3) {
        0 => format!("{from}"),
        1 => format!("{from}-"),
        _ => format!("{from}-{}", from + 1 + dice.next(4)),
    };
    let mut cells = Row::new();
    let mut put = |column: &str, text: String| {
        if !text.is_empty() {
            cells.insert(column.to_owned(), text);
        }
    };
    put("title", format!("{name} {} {n}", words[first]));
    put("kind", (*kind).to_owned());
    put("period", period);
    put("status", ["", "ongoing", "ended", ""][dice.next(4)].to_owned());
    put("place", name.clone());
    put("subjects", subjects.join("; "));
    put("facets", FACETS[dice.next(6)].to_owned());
    put("frameworks", subject.frameworks.first().cloned().unwrap_or_default());
    for step in 0..1 + n % 3 {
        let lang = (first + step) % 3;
        let told: Vec<String> =
            (0..2 + dice.next(2)).map(|s| SENTENCES[(n + s) % 6][lang].replace("{}", &name)).collect();
        put(["text-en", "text-fr", "text-es"][lang], told.join(" "));
    }
    Entry { id: format!("me-{n:05}"), cells, confirmed: true, origin: Origin::default() }
}

struct World {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
    core: Core,
}

impl World {
    fn new() -> World {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        let core = Core::assemble(&catalogue, &crosswalk).expect("the core report");
        World { catalogue, crosswalk, core }
    }

    fn read(&self, name: &str, bytes: Vec<u8>) -> dunlin::read::Reading {
        let options = Options::default();
        read_bytes(name, bytes, &Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options })
    }

    /// The core report of Testland with so many measures.
    fn make(&self, measures: usize) -> Vec<u8> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).expect("the example").flatten().map(|e| e.path()).collect();
        files.sort();
        let name = |p: &Path| p.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let reports: Vec<Report> = files
            .iter()
            .filter(|p| p.extension().is_some_and(|x| x != "md"))
            .flat_map(|p| self.read(&name(p), std::fs::read(p).expect("readable")).reports)
            .collect();
        let mut registers = Registers { party: Party::parse("QM"), ..Registers::default() };
        registers.lists.insert("measures".to_owned(), (0..measures).map(|n| measure(n, &self.crosswalk)).collect());
        let request = CoreRequest {
            party: Party::parse("QM"),
            years: &Years::default(),
            lang: Lang::En,
            reports: &reports,
            previous: &[],
            base: &[],
            registers: &registers,
            known: &BTreeSet::new(),
        };
        let (draft, _) = core_report::prefill(&self.core, &request, &self.catalogue, &self.crosswalk);
        let placement = place(&self.core.format, &draft.drafted, &self.crosswalk);
        write::core(&draft, &self.core, &placement, &self.crosswalk, Lang::En).expect("a workbook")
    }

    /// The four reports.
    fn export(&self, reading: dunlin::read::Reading) -> Vec<Vec<u8>> {
        let carried = take_apart(core_report::with_carried(reading.reports, reading.carried));
        self.core
            .conventions
            .iter()
            .filter_map(|id| self.catalogue.format(id))
            .map(|target| {
                let (base, mut evidence) = base_and_evidence(&carried.kept, &target.id, None);
                evidence.extend(carried.others.iter().cloned());
                let request = Request {
                    target,
                    party: None,
                    period: None,
                    lang: Lang::En,
                    reports: &evidence,
                    previous: &[],
                    base: &base,
                    registers: Some(&carried.registers),
                };
                let (drafted, _) = prefill(&request, &self.catalogue, &self.crosswalk);
                workbook(&drafted, target, &self.crosswalk, Lang::En).expect("a workbook")
            })
            .collect()
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let world = World::new();
    if let [make, file, rest @ ..] = &args[..]
        && make == "make"
    {
        let measures = rest.first().and_then(|n| n.parse().ok()).unwrap_or(MEASURES);
        let bytes = world.make(measures);
        std::fs::write(file, &bytes).expect("written");
        println!("{file}: {measures} measures, {} bytes", bytes.len());
        return;
    }
    let bytes = world.make(MEASURES);
    let mut c = Criterion::default().configure_from_args().sample_size(10);
    let mut group = c.benchmark_group("core report with 2,000 measures");
    group.bench_function("read", |b| b.iter(|| black_box(world.read("core.xlsx", bytes.clone()))));
    group.bench_function("read, compose and write four reports", |b| {
        b.iter(|| black_box(world.export(world.read("core.xlsx", bytes.clone()))));
    });
    group.bench_function("write", |b| b.iter(|| black_box(world.make(MEASURES))));
    group.finish();
}
