//! Which kernel runs a batch.

use crate::cli::Failure;
use crate::engine::lanes::{Isa, Kernel, Precision};
use crate::finding::Finding;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Which kernel runs the batch. Results of one precision are the same to the bit for all of them.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct KernelArguments {
    /// Width of the numbers: single precision is fast, double is there to check it
    #[arg(long, value_enum, default_value_t = PrecisionName::F32, hide_short_help = true)]
    pub precision: PrecisionName,
    /// Trials that run at a time, 8, 16 or 32 (double precision: always 8); results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = lanes, hide_short_help = true)]
    lanes: u8,
    /// Instructions to use; results do not depend on them
    #[arg(long, value_enum, default_value_t = IsaName::Auto, hide_short_help = true)]
    isa: IsaName,
}

/// Width of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrecisionName {
    /// Single
    F32,
    /// Double
    F64,
}

impl From<PrecisionName> for Precision {
    fn from(name: PrecisionName) -> Self {
        match name {
            PrecisionName::F32 => Self::F32,
            PrecisionName::F64 => Self::F64,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IsaName {
    Auto,
    Avx512,
    Avx2,
    Portable,
}

fn lanes(text: &str) -> Result<u8, String> {
    match text {
        "8" => Ok(8),
        "16" => Ok(16),
        "32" => Ok(32),
        _ => Err("must be 8, 16 or 32".to_owned()),
    }
}

impl KernelArguments {
    /// The kernel that is asked for, if this machine has it.
    pub fn kernel(self) -> Result<Kernel, Failure> {
        let isa = match self.isa {
            IsaName::Auto => Isa::widest(),
            IsaName::Avx512 => Isa::Avx512,
            IsaName::Avx2 => Isa::Avx2,
            IsaName::Portable => Isa::Portable,
        };
        if !isa.is_present() {
            let finding = Finding::error(format!("this machine has no {} instructions", isa.name()))
                .help(format!("leave out `--isa`, or choose `--isa {}`", Isa::widest().name()));
            return Err(Failure::Input(finding.into()));
        }
        Ok(Kernel { precision: self.precision.into(), lanes: usize::from(self.lanes), isa })
    }
}
