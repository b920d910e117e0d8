//! What the commands share while one is answered: options, printing, messages, the folder of results.

use super::{Failure, Format, Options, Progress};
use crate::finding::{Finding, Findings, Kind, wants_colour};
use crate::input::{Bytes, Hashes, read, read_stream};
use crate::model::{Loaded, Model, ModelSource};
use crate::report::{OutputFolder, RunManifest, Table, write_json};
use crate::scenario::Library;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// One run of the program.
#[derive(Debug)]
pub struct Session {
    /// Options that every command takes.
    pub options: Options,
    /// `--seed` is on the command line, not only its default.
    pub seed_is_given: bool,
}

impl Session {
    /// With these options.
    #[must_use]
    pub const fn new(options: Options) -> Self {
        Self { options, seed_is_given: false }
    }

    /// Sets up what holds for the whole run: the number of threads.
    pub fn prepare(&self) -> Result<(), Failure> {
        let Some(threads) = self.options.threads else { return Ok(()) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads));
        pool.build_global()
            .map_err(|error| Failure::Usage(Finding::error(format!("cannot start {threads} threads: {error}")).into()))
    }

    /// The bytes of `path`, or of standard input if it is `-`.
    pub fn read(&self, path: &Path) -> Result<Bytes, Failure> {
        if path.as_os_str() == "-" {
            return read_stream("<stdin>".to_owned(), io::stdin().lock())
                .map_err(|finding| Failure::Input(finding.into()));
        }
        let name = path.display().to_string();
        let kind = std::fs::metadata(path).map(|metadata| metadata.file_type());
        match kind {
            // A pipe, for example the `<(…)` of a shell.
            Ok(kind) if !kind.is_file() && !kind.is_dir() => std::fs::File::open(path)
                .map_err(|error| Failure::io("read this file", path, &error))
                .and_then(|stream| read_stream(name, stream).map_err(|finding| Failure::Input(finding.into()))),
            Ok(kind) if kind.is_file() && std::fs::File::open(path).is_ok() => {
                read(path).map_err(|finding| Failure::Input(finding.into()))
            }
            _ => read(path).map_err(|finding| Failure::Usage(finding.into())),
        }
    }

    /// The model that `--model` asks for, its warnings told.
    pub fn model(&self) -> Result<Loaded<Model>, Failure> {
        let loaded = Model::load(&self.readable_source()?).map_err(unusable)?;
        self.tell(&loaded.findings);
        Ok(loaded)
    }

    /// The scenarios that belong to a model that was read, their warnings told.
    pub fn library(&self, model: &Model) -> Result<Loaded<Library>, Failure> {
        let library = Library::load(&self.readable_source()?, model).map_err(unusable)?;
        self.tell(&library.findings);
        Ok(library)
    }

    /// The model and the scenarios that belong to it, their warnings told; what is wrong with either is told together.
    pub fn model_and_library(&self) -> Result<(Loaded<Model>, Loaded<Library>), Failure> {
        self.model_with(Library::load)
    }

    /// The same, but scenarios that a model borrows of the program are read when one is asked for.
    pub fn model_and_library_when_needed(&self) -> Result<(Loaded<Model>, Loaded<Library>), Failure> {
        self.model_with(Library::when_needed)
    }

    fn model_with(
        &self,
        load: fn(&ModelSource, &Model) -> Result<Loaded<Library>, Findings>,
    ) -> Result<(Loaded<Model>, Loaded<Library>), Failure> {
        let source = self.readable_source()?;
        let model = Model::load(&source).map_err(|mut findings| {
            findings.extend(Library::faults(&source));
            unusable(findings)
        })?;
        self.tell(&model.findings);
        let library = load(&source, &model.value).map_err(unusable)?;
        self.tell(&library.findings);
        Ok((model, library))
    }

    /// Where the model comes from, if it is a folder that can be read.
    fn readable_source(&self) -> Result<ModelSource, Failure> {
        let source = self.model_source();
        if let ModelSource::Folder(path) = &source {
            std::fs::read_dir(path).map_err(|error| Failure::io("read the model in this folder", path, &error))?;
        }
        Ok(source)
    }

    /// Where the model comes from.
    #[must_use]
    pub fn model_source(&self) -> ModelSource {
        self.options.model.clone().map_or(ModelSource::Embedded, ModelSource::Folder)
    }

    /// Prints to standard output.
    pub fn print(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out).and_then(|()| out.flush()).map_err(|error| Failure::printing(&error))
    }

    /// Prints `table` in the format that was asked for.
    pub fn print_table(&self, table: &Table) -> Result<(), Failure> {
        self.print_as(table, table)
    }

    /// Prints `value` if JSON was asked for, `table` otherwise.
    pub fn print_as(&self, value: &impl Serialize, table: &Table) -> Result<(), Failure> {
        self.print(|out| match self.options.format {
            Format::Table => table.write_text(out),
            Format::Json => write_json(out, value),
            Format::Csv => table.write_csv(out),
        })
    }

    /// Prints `value` or `table` and, if there are `results` ([`Self::results`]), writes both into their folder as
    /// `name.json` and `name.csv`, with a manifest that names what was read.
    pub fn deliver(
        &self,
        results: Option<(OutputFolder, RunManifest)>,
        name: &str,
        (value, table): (&impl Serialize, &Table),
        read: &Hashes,
    ) -> Result<(), Failure> {
        if let Some((mut folder, mut manifest)) = results {
            manifest.inputs.extend(read.clone());
            let written = folder
                .write(&format!("{name}.csv"), |out| table.write_csv(out))
                .and_then(|()| folder.write(&format!("{name}.json"), |out| write_json(out, value)))
                .and_then(|()| manifest.finish(folder));
            written.map_err(|error| self.cannot_write(&error))?;
        }
        self.print_as(value, table)
    }

    /// Tells people what a table means, or how to go on: below it, and not in what scripts read.
    pub fn explain(&self, words: &str) -> Result<(), Failure> {
        if self.options.format != Format::Table || self.options.quiet {
            return Ok(());
        }
        self.print(|out| writeln!(out, "\n{words}"))
    }

    /// Says what an input that can be used probably did not mean. Notes (a figure is old) are for `linchpin check`.
    pub fn tell(&self, findings: &Findings) {
        let mut warnings = findings.clone();
        warnings.retain(|finding| finding.kind != Kind::Note);
        self.tell_all(&warnings);
    }

    /// Says all that was found, notes included.
    pub fn tell_all(&self, findings: &Findings) {
        if !self.options.quiet {
            show(findings);
        }
    }

    /// Says why the run failed, and with which status to exit.
    #[must_use]
    pub fn report(&self, failure: &Failure) -> ExitCode {
        if let Some(findings) = failure.findings() {
            show(findings);
        }
        ExitCode::from(failure.status())
    }

    /// A progress bar over `steps` of `what`, shown on a terminal when they take more than a second.
    #[must_use]
    pub fn progress(&self, what: &str, steps: u64) -> Progress {
        Progress::new(what, steps, !self.options.quiet && !self.options.no_progress)
    }

    /// The failure of writing into the folder of `--out`.
    #[must_use]
    pub fn cannot_write(&self, error: &io::Error) -> Failure {
        Failure::io("write the results", self.options.out.as_deref().unwrap_or(Path::new(".")), error)
    }

    /// The folder of `--out`, ready to be written to, and the manifest of the run: to be called before long work.
    pub fn results(&self) -> Result<Option<(OutputFolder, RunManifest)>, Failure> {
        self.options.out.as_deref().map(|path| self.results_in(path)).transpose()
    }

    /// The same for the folder `path`.
    pub fn results_in(&self, path: &Path) -> Result<(OutputFolder, RunManifest), Failure> {
        if path.is_file() {
            let finding = Finding::error("this is a file: --out names a folder").in_file(&path.display().to_string());
            return Err(Failure::Usage(finding.help("name another folder, which is made if need be").into()));
        }
        let folder = OutputFolder::open(path).map_err(|error| Failure::io("write the results", path, &error))?;
        let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
        let mut manifest = RunManifest::begin(arguments.collect(), self.options.seed);
        manifest.tell_earlier = (!self.options.quiet).then_some(tell_earlier);
        Ok((folder, manifest))
    }
}

/// The failure of an input that cannot be used. Notes are for `linchpin check`: here they would bury the errors.
fn unusable(mut findings: Findings) -> Failure {
    findings.retain(|finding| finding.kind != Kind::Note);
    Failure::Input(findings.sorted())
}

/// Warns of the files `earlier` in `folder`: the new manifest does not say what made them.
fn tell_earlier(folder: &Path, earlier: &BTreeSet<String>) {
    let first: Vec<&str> = earlier.iter().take(3).map(String::as_str).collect();
    let more = if earlier.len() > 3 { format!(" and {} more", earlier.len() - 3) } else { String::new() };
    let are = if earlier.len() == 1 { "is" } else { "are" };
    let finding = Finding::warning(format!("{}{more} {are} from an earlier run", first.join(", ")));
    let finding = finding.in_file(&folder.display().to_string());
    show(&finding.help("`manifest.json` is of this run alone from now on: give every run a folder of its own").into());
}

/// Writes findings to standard error.
pub fn show(findings: &Findings) {
    let stderr = io::stderr();
    let rendered = findings.render(wants_colour(stderr.is_terminal()));
    // Nobody is left to be told if standard error is closed.
    let _ = stderr.lock().write_all(rendered.as_bytes());
}
