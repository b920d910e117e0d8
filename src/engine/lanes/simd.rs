//! Rows of numbers, one column a trial, and the instruction sets that work on them. The only file with `unsafe` code.
//!
//! Every operation is defined column by column (minimum and maximum as x86 defines them, no fused multiply-add, no sum
//! over columns), so that a column has the same bits whatever the instruction set and however many columns there are.

#![expect(unsafe_code, reason = "intrinsics of instruction sets that are checked for at run time")]

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// A floating-point number of one column.
pub trait Real: Copy + PartialOrd + Debug + Default + Send + Sync + 'static {
    /// Relative differences below this are rounding.
    const ROUNDING: f64;
    /// Nearest value to `value`.
    fn of(value: f64) -> Self;
    /// The value, exactly.
    fn wide(self) -> f64;
    /// Sum, rounded as a column of a row is.
    fn plus(self, other: Self) -> Self;
    /// Product, rounded as a column of a row is.
    fn times(self, other: Self) -> Self;
}

impl Real for f32 {
    const ROUNDING: f64 = 2e-6;

    fn of(value: f64) -> Self {
        value as Self
    }

    fn wide(self) -> f64 {
        f64::from(self)
    }

    fn plus(self, other: Self) -> Self {
        self + other
    }

    fn times(self, other: Self) -> Self {
        self * other
    }
}

impl Real for f64 {
    const ROUNDING: f64 = 0.0;

    fn of(value: f64) -> Self {
        value
    }

    fn wide(self) -> f64 {
        self
    }

    fn plus(self, other: Self) -> Self {
        self + other
    }

    fn times(self, other: Self) -> Self {
        self * other
    }
}

/// One register of an instruction set.
pub trait Register: Copy + Send + Sync + Debug + 'static {
    /// Type of its numbers.
    type Real: Real;
    /// Numbers it holds.
    const WIDTH: usize;
    /// Does work on rows of this register with its instructions.
    ///
    /// # Panics
    /// When this machine does not have them.
    fn work<W: Work>(work: W) -> W::Output;
    /// The same number in every place.
    fn splat(value: Self::Real) -> Self;
    /// Sum.
    fn add(self, other: Self) -> Self;
    /// Difference.
    fn sub(self, other: Self) -> Self;
    /// Product.
    fn mul(self, other: Self) -> Self;
    /// Quotient.
    fn div(self, other: Self) -> Self;
    /// `self < other ? self : other`.
    fn min(self, other: Self) -> Self;
    /// `self > other ? self : other`.
    fn max(self, other: Self) -> Self;
    /// `self < other ? yes : no`.
    fn pick(self, other: Self, yes: Self, no: Self) -> Self;
    /// Bit k is set where place k of `self` is below that of `other`.
    fn below(self, other: Self) -> u32;
}

/// A number for each trial of a block: `K` registers that follow each other. A row never straddles cache lines.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub struct Row<R, const K: usize>([R; K]);

/// What kernels ask of rows.
pub trait Columns:
    Copy
    + Send
    + Sync
    + Debug
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + 'static
{
    /// Type of the numbers.
    type Real: Real;
    /// Number of columns.
    const COUNT: usize;
    /// Does work on such rows with the instructions they need.
    ///
    /// # Panics
    /// When this machine does not have them.
    fn work<W: Work>(work: W) -> W::Output;
    /// The same number in every column.
    fn splat(value: Self::Real) -> Self;
    /// `self < other ? self : other`.
    #[must_use]
    fn min(self, other: Self) -> Self;
    /// `self > other ? self : other`.
    #[must_use]
    fn max(self, other: Self) -> Self;
    /// `self < other ? yes : no`.
    #[must_use]
    fn pick(self, other: Self, yes: Self, no: Self) -> Self;
    /// Bit c is set where column c of `self` is below that of `other`.
    fn below(self, other: Self) -> u32;
    /// One column.
    fn get(&self, column: usize) -> Self::Real;
    /// Sets one column.
    fn set(&mut self, column: usize, value: Self::Real);
}

macro_rules! by_register {
    ($trait:ident, $method:ident) => {
        impl<R: Register, const K: usize> $trait for Row<R, K> {
            type Output = Self;

            #[inline(always)]
            fn $method(mut self, other: Self) -> Self {
                for k in 0..K {
                    self.0[k] = self.0[k].$method(other.0[k]);
                }
                self
            }
        }
    };
}

by_register!(Add, add);
by_register!(Sub, sub);
by_register!(Mul, mul);
by_register!(Div, div);

impl<R: Register, const K: usize> AddAssign for Row<R, K> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<R: Register, const K: usize> Columns for Row<R, K> {
    type Real = R::Real;
    const COUNT: usize = K * R::WIDTH;

    fn work<W: Work>(work: W) -> W::Output {
        R::work(work)
    }

    #[inline(always)]
    fn splat(value: R::Real) -> Self {
        Self([R::splat(value); K])
    }

    #[inline(always)]
    fn min(mut self, other: Self) -> Self {
        for k in 0..K {
            self.0[k] = self.0[k].min(other.0[k]);
        }
        self
    }

    #[inline(always)]
    fn max(mut self, other: Self) -> Self {
        for k in 0..K {
            self.0[k] = self.0[k].max(other.0[k]);
        }
        self
    }

    #[inline(always)]
    fn pick(mut self, other: Self, yes: Self, no: Self) -> Self {
        for k in 0..K {
            self.0[k] = self.0[k].pick(other.0[k], yes.0[k], no.0[k]);
        }
        self
    }

    #[inline(always)]
    fn below(self, other: Self) -> u32 {
        let mut bits = 0;
        for k in 0..K {
            bits |= self.0[k].below(other.0[k]) << (k * R::WIDTH);
        }
        bits
    }

    fn get(&self, column: usize) -> R::Real {
        assert!(column < Self::COUNT);
        // SAFETY: a row is COUNT numbers that follow each other, and the column is one of them.
        unsafe { *std::ptr::from_ref(self).cast::<R::Real>().add(column) }
    }

    fn set(&mut self, column: usize, value: R::Real) {
        assert!(column < Self::COUNT);
        // SAFETY: as in `get`; any value is valid.
        unsafe { *std::ptr::from_mut(self).cast::<R::Real>().add(column) = value }
    }
}

/// Numbers without intrinsics, for every machine.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Plain<T, const W: usize>([T; W]);

macro_rules! plain {
    ($real:ty, $width:literal) => {
        impl Register for Plain<$real, $width> {
            type Real = $real;
            const WIDTH: usize = $width;

            fn work<W: Work>(work: W) -> W::Output {
                work.run()
            }

            #[inline(always)]
            fn splat(value: $real) -> Self {
                Self([value; $width])
            }

            #[inline(always)]
            fn add(mut self, other: Self) -> Self {
                for k in 0..$width {
                    self.0[k] += other.0[k];
                }
                self
            }

            #[inline(always)]
            fn sub(mut self, other: Self) -> Self {
                for k in 0..$width {
                    self.0[k] -= other.0[k];
                }
                self
            }

            #[inline(always)]
            fn mul(mut self, other: Self) -> Self {
                for k in 0..$width {
                    self.0[k] *= other.0[k];
                }
                self
            }

            #[inline(always)]
            fn div(mut self, other: Self) -> Self {
                for k in 0..$width {
                    self.0[k] /= other.0[k];
                }
                self
            }

            #[inline(always)]
            fn min(mut self, other: Self) -> Self {
                for k in 0..$width {
                    self.0[k] = if self.0[k] < other.0[k] { self.0[k] } else { other.0[k] };
                }
                self
            }

            #[inline(always)]
            fn max(mut self, other: Self) -> Self {
                for k in 0..$width {
                    self.0[k] = if self.0[k] > other.0[k] { self.0[k] } else { other.0[k] };
                }
                self
            }

            #[inline(always)]
            fn pick(self, other: Self, mut yes: Self, no: Self) -> Self {
                for k in 0..$width {
                    yes.0[k] = if self.0[k] < other.0[k] { yes.0[k] } else { no.0[k] };
                }
                yes
            }

            #[inline(always)]
            fn below(self, other: Self) -> u32 {
                let mut bits = 0;
                for k in 0..$width {
                    bits |= u32::from(self.0[k] < other.0[k]) << k;
                }
                bits
            }
        }
    };
}

plain!(f32, 4);
plain!(f64, 2);

/// Instruction sets of x86-64.
#[cfg(target_arch = "x86_64")]
pub mod x86 {
    use super::{Isa, Register, Work, with_avx2, with_avx512};
    use std::arch::x86_64::{
        __m256, __m512, _CMP_LT_OQ, _mm256_add_ps, _mm256_blendv_ps, _mm256_cmp_ps, _mm256_div_ps, _mm256_max_ps,
        _mm256_min_ps, _mm256_movemask_ps, _mm256_mul_ps, _mm256_set1_ps, _mm256_sub_ps, _mm512_add_ps,
        _mm512_cmp_ps_mask, _mm512_div_ps, _mm512_mask_blend_ps, _mm512_max_ps, _mm512_min_ps, _mm512_mul_ps,
        _mm512_set1_ps, _mm512_sub_ps,
    };

    macro_rules! register {
        ($register:ty, $real:ty, $width:literal, $isa:expr, $with:ident, $splat:ident, $add:ident, $sub:ident, $mul:ident, $div:ident,
         $min:ident, $max:ident, |$a:ident, $b:ident, $yes:ident, $no:ident| $pick:expr, $below:expr) => {
            // SAFETY (of all blocks): rows of these registers are only worked on under `work`, which checks that the
            // machine has the instructions.
            impl Register for $register {
                type Real = $real;
                const WIDTH: usize = $width;

                fn work<W: Work>(work: W) -> W::Output {
                    assert!($isa.is_present(), "this machine has no {}", $isa.name());
                    unsafe { $with(work) }
                }

                #[inline(always)]
                fn splat(value: $real) -> Self {
                    unsafe { $splat(value) }
                }

                #[inline(always)]
                fn add(self, other: Self) -> Self {
                    unsafe { $add(self, other) }
                }

                #[inline(always)]
                fn sub(self, other: Self) -> Self {
                    unsafe { $sub(self, other) }
                }

                #[inline(always)]
                fn mul(self, other: Self) -> Self {
                    unsafe { $mul(self, other) }
                }

                #[inline(always)]
                fn div(self, other: Self) -> Self {
                    unsafe { $div(self, other) }
                }

                #[inline(always)]
                fn min(self, other: Self) -> Self {
                    unsafe { $min(self, other) }
                }

                #[inline(always)]
                fn max(self, other: Self) -> Self {
                    unsafe { $max(self, other) }
                }

                #[inline(always)]
                fn pick(self, other: Self, $yes: Self, $no: Self) -> Self {
                    let ($a, $b) = (self, other);
                    unsafe { $pick }
                }

                #[inline(always)]
                fn below(self, other: Self) -> u32 {
                    let ($a, $b) = (self, other);
                    unsafe { $below }
                }
            }
        };
    }

    register!(
        __m512,
        f32,
        16,
        Isa::Avx512,
        with_avx512,
        _mm512_set1_ps,
        _mm512_add_ps,
        _mm512_sub_ps,
        _mm512_mul_ps,
        _mm512_div_ps,
        _mm512_min_ps,
        _mm512_max_ps,
        |a, b, yes, no| _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(a, b), no, yes),
        u32::from(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(a, b))
    );
    register!(
        __m256,
        f32,
        8,
        Isa::Avx2,
        with_avx2,
        _mm256_set1_ps,
        _mm256_add_ps,
        _mm256_sub_ps,
        _mm256_mul_ps,
        _mm256_div_ps,
        _mm256_min_ps,
        _mm256_max_ps,
        |a, b, yes, no| _mm256_blendv_ps(no, yes, _mm256_cmp_ps::<_CMP_LT_OQ>(a, b)),
        _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_LT_OQ>(a, b)).cast_unsigned()
    );
}

/// Asks the system for large pages in place of the small ones of `count` values, before they are first written.
pub fn prefer_large_pages<T>(start: *const T, count: usize) {
    #[cfg(target_os = "linux")]
    // SAFETY: a hint that changes no contents; where it cannot be followed, it is an error that does not matter.
    unsafe {
        libc::madvise(start.cast_mut().cast(), count * size_of::<T>(), libc::MADV_HUGEPAGE);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (start, count);
}

/// Has every array from 4 MiB on mapped by itself, so that it goes back to the system when it is dropped. By default glibc
/// raises that bound as a program goes on, and keeps what charts and batches of a report took until its end.
pub fn map_large_arrays() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: a parameter of the allocator, set before there is a second thread.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 4 << 20);
    }
}

/// An instruction set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isa {
    /// What every machine has.
    Portable,
    /// AVX2 of x86-64: 256 bits.
    Avx2,
    /// AVX-512 of x86-64: 512 bits.
    Avx512,
}

/// Work on rows. Its `run`, and all it calls, must be inlined into the function that has the instructions.
pub trait Work {
    /// What it comes to.
    type Output;
    /// Does it.
    fn run(self) -> Self::Output;
}

impl Isa {
    /// All of them, widest first.
    pub const ALL: [Self; 3] = [Self::Avx512, Self::Avx2, Self::Portable];

    /// The widest that this machine has.
    #[must_use]
    pub fn widest() -> Self {
        Self::ALL.into_iter().find(|isa| isa.is_present()).unwrap_or(Self::Portable)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Whether this machine has it.
    #[cfg(target_arch = "x86_64")]
    #[must_use]
    pub fn is_present(self) -> bool {
        match self {
            Self::Portable => true,
            Self::Avx2 => std::arch::is_x86_feature_detected!("avx2"),
            Self::Avx512 => {
                std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512vl")
            }
        }
    }

    /// Whether this machine has it.
    #[cfg(not(target_arch = "x86_64"))]
    #[must_use]
    pub fn is_present(self) -> bool {
        self == Self::Portable
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<W: Work>(work: W) -> W::Output {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512vl")]
fn with_avx512<W: Work>(work: W) -> W::Output {
    work.run()
}
