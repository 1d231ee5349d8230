//! Softmax regression over hashed n-grams, AdaGrad with one rate a row.

use copydesk_language::model::{LANES, grams};
use copydesk_model::Code;

/// A row's weights while they are learned.
pub struct Learner {
    pub script: Code,
    pub columns: usize,
    pub rows: u32,
    width: usize,
    pub weights: Vec<f32>,
    squares: Vec<f32>,
    found: Vec<u32>,
}

impl Learner {
    pub fn new(script: Code, columns: usize, rows: u32) -> Self {
        let width = columns.next_multiple_of(LANES);
        Self {
            script,
            columns,
            rows,
            width,
            weights: vec![0.0; width * rows as usize],
            squares: vec![0.0; rows as usize],
            found: Vec::new(),
        }
    }

    fn find(&mut self, text: &str) {
        let mut rows = std::mem::take(&mut self.found);
        rows.clear();
        grams(text, self.script, self.rows, |row| rows.push(row as u32));
        self.found = rows;
    }

    /// Log-odds without bias and sharpness, and the number of n-grams.
    pub fn logits(&mut self, text: &str) -> (Vec<f32>, usize) {
        self.find(text);
        let mut sums = vec![0.0_f32; self.width];
        for &row in &self.found {
            let weights = &self.weights[row as usize * self.width..][..self.width];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight;
            }
        }
        let scale = 1.0 / (self.found.len().max(1) as f32).sqrt();
        sums.truncate(self.columns);
        sums.iter_mut().for_each(|s| *s *= scale);
        (sums, self.found.len())
    }

    pub fn step(&mut self, text: &str, column: usize, rate: f32) {
        let (logits, count) = self.logits(text);
        if count == 0 {
            return;
        }
        let mut gradient = softmax(&logits);
        gradient[column] -= 1.0;
        gradient.resize(self.width, 0.0);
        let scale = 1.0 / (count as f32).sqrt();
        let square: f32 = gradient.iter().map(|g| g * g).sum::<f32>() * scale * scale;
        if square < 1e-9 {
            return;
        }
        for &row in &self.found {
            let row = row as usize;
            self.squares[row] += square;
            let rate = rate * scale / (self.squares[row].sqrt() + 1e-6);
            let weights = &mut self.weights[row * self.width..][..self.width];
            for (weight, g) in weights.iter_mut().zip(&gradient) {
                *weight -= rate * g;
            }
        }
    }
}

pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut powers: Vec<f32> = logits.iter().map(|l| (l - greatest).exp()).collect();
    let all: f32 = powers.iter().sum();
    powers.iter_mut().for_each(|p| *p /= all);
    powers
}
