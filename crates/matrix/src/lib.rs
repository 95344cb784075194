//! matrix.
