//! Dense matrices, as much as learning needs: an inverse by Cholesky's method, and the largest directions of an
//! operator (randomised subspace iteration, Halko et al. 2011). Everything repeats itself exactly.

/// A matrix of few columns, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tall {
    pub(super) columns: usize,
    pub(super) values: Vec<f32>,
}

impl Tall {
    pub(super) fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            columns,
            values: vec![0.0; rows * columns],
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    pub(super) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.columns..(at + 1) * self.columns]
    }

    pub(super) fn row_mut(&mut self, at: usize) -> &mut [f32] {
        &mut self.values[at * self.columns..(at + 1) * self.columns]
    }

    /// Numbers between -1 and 1 that look random and are always the same.
    pub(super) fn scattered(rows: usize, columns: usize) -> Self {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let values = (0..rows * columns).map(|_| {
            // xorshift64*
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            let top = state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40;
            top as f32 / 8_388_608.0 - 1.0
        });
        Self {
            columns,
            values: values.collect(),
        }
    }

    /// Ones of either sign.
    pub(super) fn signs(rows: usize, columns: usize) -> Self {
        let mut signs = Self::scattered(rows, columns);
        signs
            .values
            .iter_mut()
            .for_each(|value| *value = value.signum());
        signs
    }

    /// `self · other`, `other` with as many rows as this has columns.
    pub(super) fn times(&self, other: &Tall) -> Tall {
        let mut out = Tall::zeros(self.rows(), other.columns);
        for at in 0..self.rows() {
            for (k, value) in self
                .row(at)
                .iter()
                .enumerate()
                .filter(|(_, value)| **value != 0.0)
            {
                add_scaled(out.row_mut(at), other.row(k), *value);
            }
        }
        out
    }

    /// `selfᵀ · other`, both with as many rows.
    pub(super) fn transposed_times(&self, other: &Tall) -> Tall {
        let mut out = Tall::zeros(self.columns, other.columns);
        for at in 0..self.rows() {
            for (k, value) in self
                .row(at)
                .iter()
                .enumerate()
                .filter(|(_, value)| **value != 0.0)
            {
                add_scaled(out.row_mut(k), other.row(at), *value);
            }
        }
        out
    }

    /// Makes the columns orthonormal (Gram–Schmidt, twice, since once is not enough in single precision). A column that
    /// the others say already becomes zero.
    pub(super) fn orthonormalise(&mut self) {
        let (rows, columns) = (self.rows(), self.columns);
        // By columns, so that they lie in one piece.
        let mut by_column: Vec<Vec<f32>> = (0..columns)
            .map(|c| (0..rows).map(|r| self.row(r)[c]).collect())
            .collect();
        for c in 0..columns {
            let (before, rest) = by_column.split_at_mut(c);
            let Some(column) = rest.first_mut() else {
                break;
            };
            let length = dot(column, column).sqrt();
            for _ in 0..2 {
                for other in before.iter() {
                    let along = dot(column, other);
                    add_scaled(column, other, -along);
                }
            }
            let left = dot(column, column).sqrt();
            let scale = if left > length * 1e-5 && left > 0.0 {
                1.0 / left
            } else {
                0.0
            };
            column.iter_mut().for_each(|value| *value *= scale);
        }
        for r in 0..rows {
            let row = self.row_mut(r);
            for (value, column) in row.iter_mut().zip(&by_column) {
                *value = column[r];
            }
        }
    }
}

/// The sum of products, in eight lanes that a compiler turns into vector instructions.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8
        .remainder()
        .iter()
        .zip(b8.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in a8.zip(b8) {
        for ((lane, x), y) in lanes.iter_mut().zip(x).zip(y) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// `to += from · by`
pub(super) fn add_scaled(to: &mut [f32], from: &[f32], by: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from * by;
    }
}

/// A square matrix in which row *i* is what having acted on *i* says, and which histories there are to ask it.
pub(super) trait Operator {
    /// How many rows and columns it has.
    fn size(&self) -> usize;
    /// `A · x`
    fn times(&self, x: &Tall) -> Tall;
    /// `Aᵀ · x`
    fn transposed_times(&self, x: &Tall) -> Tall;
    /// `C · x`, where `C` is the sum of `h · hᵀ` over all histories `h`, and more than nothing in every direction.
    fn histories_times(&self, x: &Tall) -> Tall;
}

/// Directions beyond those wanted, so that the last of these are exact too; and rounds.
const MORE: usize = 10;
const ROUNDS: usize = 6;

/// `(in, out)` of `rank` columns with `A ≈ in · outᵀ`: those directions in which the answers to the histories that occur
/// differ most, the heaviest first (the largest of `Aᵀ · C · A`). Both are as long in every direction.
pub(super) fn factors(operator: &impl Operator, rank: usize) -> (Tall, Tall) {
    let n = operator.size();
    let width = (rank + MORE).min(n);
    let asked = |x: &Tall| operator.transposed_times(&operator.histories_times(&operator.times(x)));
    let mut directions = Tall::scattered(n, width);
    directions.orthonormalise();
    for _ in 0..ROUNDS {
        directions = asked(&directions);
        directions.orthonormalise();
    }
    let (_, turn) = symmetric_directions(directions.transposed_times(&asked(&directions)));
    let mut wanted = Tall::zeros(width, rank);
    for row in 0..width {
        let kept = rank.min(width);
        wanted.row_mut(row)[..kept].copy_from_slice(&turn.row(row)[..kept]);
    }
    let mut outs = directions.times(&wanted);
    let mut ins = operator.times(&outs);
    for column in 0..rank {
        let length = |of: &Tall| {
            let squares = (0..n).map(|row| of.row(row)[column] * of.row(row)[column]);
            squares.sum::<f32>().sqrt()
        };
        let (long, short) = (length(&ins), length(&outs));
        // Which of the two signs it has is chance: the largest number is positive.
        let sign = sign_of_largest(&outs, column);
        let by = if long > 1e-12 && short > 0.0 {
            (short / long).sqrt() * sign
        } else {
            0.0
        };
        let over = if by == 0.0 { 0.0 } else { 1.0 / by };
        for row in 0..n {
            ins.row_mut(row)[column] *= by;
            outs.row_mut(row)[column] *= over;
        }
    }
    (ins, outs)
}

fn sign_of_largest(of: &Tall, column: usize) -> f32 {
    let values = (0..of.rows()).map(|row| of.row(row)[column]);
    let largest = values.fold(0.0_f32, |largest, value| {
        if value.abs() > largest.abs() {
            value
        } else {
            largest
        }
    });
    if largest < 0.0 { -1.0 } else { 1.0 }
}

/// Directions of a symmetric matrix by Jacobi's rotations: their weights, the largest first, and the directions as
/// columns.
pub(super) fn symmetric_directions(matrix: Tall) -> (Vec<f32>, Tall) {
    let n = matrix.columns;
    let mut a: Vec<f64> = matrix
        .values
        .iter()
        .map(|value| f64::from(*value))
        .collect();
    let mut v = vec![0.0_f64; n * n];
    for i in 0..n {
        v[i * n + i] = 1.0;
    }
    for _ in 0..30 {
        let off: f64 = (0..n)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| a[i * n + j] * a[i * n + j])
            .sum();
        let on: f64 = (0..n).map(|i| a[i * n + i] * a[i * n + i]).sum();
        if off <= on * 1e-22 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|x, y| a[y * n + y].total_cmp(&a[x * n + x]));
    let weights = order.iter().map(|at| a[at * n + at] as f32).collect();
    let mut directions = Tall::zeros(n, n);
    for row in 0..n {
        for (value, from) in directions.row_mut(row).iter_mut().zip(&order) {
            *value = v[row * n + from] as f32;
        }
    }
    (weights, directions)
}

/// Makes `a[p][q]` zero.
fn rotate(a: &mut [f64], v: &mut [f64], n: usize, p: usize, q: usize) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (kp, kq) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * kp - s * kq;
        a[k * n + q] = s * kp + c * kq;
    }
    for k in 0..n {
        let (pk, qk) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * pk - s * qk;
        a[q * n + k] = s * pk + c * qk;
    }
    for k in 0..n {
        let (kp, kq) = (v[k * n + p], v[k * n + q]);
        v[k * n + p] = c * kp - s * kq;
        v[k * n + q] = s * kp + c * kq;
    }
}

/// The inverse of a symmetric positive matrix, as the triangle `M` with `A⁻¹ = Mᵀ · M`. Both triangles of one square lie
/// in the place that the matrix had: 4 bytes for each pair.
pub(super) struct Inverse {
    n: usize,
    /// Row j, from its diagonal on: column j of `M`.
    columns: Vec<f32>,
}

/// Rows worked on at once: their pieces stay in the processor's cache.
const BLOCK: usize = 64;

impl Inverse {
    /// Of `a`, `n` by `n`, of which only the lower triangle is read. `None`: it is not positive.
    pub(super) fn of(mut a: Vec<f32>, n: usize) -> Option<Self> {
        let diagonal = cholesky(&mut a, n)?;
        invert_triangle(&mut a, n, &diagonal);
        Some(Self { n, columns: a })
    }

    fn column(&self, j: usize) -> &[f32] {
        &self.columns[j * self.n + j..(j + 1) * self.n]
    }

    /// What stands on the diagonal of the inverse.
    pub(super) fn diagonal(&self) -> Vec<f32> {
        let of = |j| dot(self.column(j), self.column(j));
        (0..self.n).map(of).collect()
    }

    /// `A⁻¹ · x`
    pub(super) fn times(&self, x: &Tall) -> Tall {
        let mut half = Tall::zeros(self.n, x.columns);
        for j in 0..self.n {
            for (k, value) in self.column(j).iter().enumerate() {
                add_scaled(half.row_mut(j + k), x.row(j), *value);
            }
        }
        let mut out = Tall::zeros(self.n, x.columns);
        for j in 0..self.n {
            for (k, value) in self.column(j).iter().enumerate() {
                add_scaled(out.row_mut(j), half.row(j + k), *value);
            }
        }
        out
    }
}

/// `A = L · Lᵀ`: `L` without its diagonal takes the place of the lower triangle. Returns one over the diagonal.
fn cholesky(a: &mut [f32], n: usize) -> Option<Vec<f32>> {
    let mut over = vec![0.0_f32; n];
    for from in (0..n).step_by(BLOCK) {
        let to = (from + BLOCK).min(n);
        let (above, rest) = a.split_at_mut(from * n);
        let block = &mut rest[..(to - from) * n];
        for left in (0..from).step_by(BLOCK) {
            for j in left..left + BLOCK {
                let other = &above[j * n..j * n + j];
                for row in block.chunks_exact_mut(n) {
                    row[j] = (row[j] - dot(&row[..j], other)) * over[j];
                }
            }
        }
        for i in 0..to - from {
            let (before, row) = block.split_at_mut(i * n);
            for j in 0..i {
                let at = from + j;
                row[at] = (row[at] - dot(&row[..at], &before[j * n..j * n + at])) * over[at];
            }
            let at = from + i;
            let square = row[at] - dot(&row[..at], &row[..at]);
            // Also what is no number.
            if !(square > 0.0 && square.is_finite()) {
                return None;
            }
            over[at] = 1.0 / square.sqrt();
        }
    }
    Some(over)
}

/// `M = L⁻¹`, whose columns take the place of the upper triangle's rows.
fn invert_triangle(a: &mut [f32], n: usize, over: &[f32]) {
    for j in 0..n {
        a[j * n + j] = over[j];
    }
    // M[i][j] = −1/L[i][i] · Σ L[i][k] · M[k][j] over j ≤ k < i. Columns by blocks, so that each row of L is read from
    // memory once for all of them.
    for from in (0..n).step_by(BLOCK) {
        let to = (from + BLOCK).min(n);
        let mut columns: Vec<Vec<f32>> =
            (from..to).map(|j| a[j * n..(j + 1) * n].to_vec()).collect();
        for i in from + 1..n {
            let row = &a[i * n..i * n + i];
            for (column, j) in columns.iter_mut().zip(from..to.min(i)) {
                column[i] = -over[i] * dot(&row[j..], &column[j..i]);
            }
        }
        for (column, j) in columns.iter().zip(from..to) {
            a[j * n + j..(j + 1) * n].copy_from_slice(&column[j..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(Tall);

    impl Operator for Plain {
        fn size(&self) -> usize {
            self.0.columns
        }
        fn times(&self, x: &Tall) -> Tall {
            self.0.times(x)
        }
        fn transposed_times(&self, x: &Tall) -> Tall {
            self.0.transposed_times(x)
        }
        fn histories_times(&self, x: &Tall) -> Tall {
            x.clone()
        }
    }

    /// `of · ofᵀ + 1`
    fn positive(n: usize) -> Vec<f32> {
        let of = Tall::scattered(n, n);
        let mut a: Vec<f32> = (0..n * n)
            .map(|at| dot(of.row(at / n), of.row(at % n)))
            .collect();
        (0..n).for_each(|i| a[i * n + i] += 1.0);
        a
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        for n in [1, 2, 63, 64, 65, 150] {
            let a = positive(n);
            let inverse = Inverse::of(a.clone(), n).unwrap();
            let whole = Tall {
                columns: n,
                values: a,
            };
            let one = inverse.times(&whole);
            for i in 0..n {
                for j in 0..n {
                    let expected = f32::from(u8::from(i == j));
                    assert!(
                        (one.row(i)[j] - expected).abs() < 1e-2,
                        "{n}: {i} {j} {}",
                        one.row(i)[j]
                    );
                }
            }
            let mut unit = Tall::zeros(n, 1);
            unit.row_mut(n - 1)[0] = 1.0;
            let last = inverse.times(&unit).row(n - 1)[0];
            assert!((inverse.diagonal()[n - 1] - last).abs() < 1e-4);
        }
        assert!(Inverse::of(vec![-1.0], 1).is_none());
        assert!(Inverse::of(vec![f32::NAN], 1).is_none());
    }

    #[test]
    fn factors_multiply_to_what_they_are_of() {
        // Of rank 5.
        let n = 40;
        let (a, b) = (Tall::scattered(n, 5), Tall::scattered(n + 1, 5));
        let mut whole = Tall::zeros(n, n);
        for i in 0..n {
            for j in 0..n {
                whole.row_mut(i)[j] = dot(a.row(i), b.row(j + 1));
            }
        }
        let (ins, outs) = factors(&Plain(whole.clone()), 8);
        for i in 0..n {
            for j in 0..n {
                let found = dot(ins.row(i), outs.row(j));
                assert!((found - whole.row(i)[j]).abs() < 1e-3, "{i} {j}");
            }
        }
        assert!(ins.row(0)[7].abs() < 1e-3, "there are no more directions");
    }
}
