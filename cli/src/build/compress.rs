//! Smaller variants of assets, made once at build time: brotli at its best, and gzip for those who lack it.
//! After the fingerprints and before `output`: bytes to bytes. A variant that saves too little is not kept.

use std::io::Write;

use flate2::{Compression, GzBuilder};

/// Formats that are compressed already: trying costs seconds and wins nothing.
const DENSE: [&str; 20] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "woff", "woff2", "mp3", "mp4", "m4a", "ogg",
    "opus", "webm", "mov", "zip", "gz", "br", "zst", "7z",
];

/// The variants that are worth sending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Variants {
    /// `Content-Encoding: br`
    pub(crate) brotli: Option<Vec<u8>>,
    /// `Content-Encoding: gzip`
    pub(crate) gzip: Option<Vec<u8>>,
}

/// Compresses `bytes`; a variant is kept when it is at least 5 % smaller. The same bytes give the same variants.
pub(crate) fn compress(name: &str, bytes: &[u8]) -> std::io::Result<Variants> {
    let extension = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if DENSE.contains(&extension.as_str()) {
        return Ok(Variants::default());
    }
    Ok(Variants {
        brotli: worthwhile(brotli(bytes)?, bytes),
        gzip: worthwhile(gzip(bytes)?, bytes),
    })
}

fn worthwhile(small: Vec<u8>, bytes: &[u8]) -> Option<Vec<u8>> {
    (small.len() * 20 <= bytes.len() * 19).then_some(small)
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    // No name and no time in the header: they would make each build differ.
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn variants_hold_the_same_bytes() {
        let text = "body { color: red } ".repeat(50);
        let variants = compress("app.css", text.as_bytes()).unwrap();
        let mut back = String::new();
        flate2::read::GzDecoder::new(&variants.gzip.unwrap()[..])
            .read_to_string(&mut back)
            .unwrap();
        assert_eq!(back, text);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &variants.brotli.unwrap()[..], &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
    }

    #[test]
    fn only_what_is_smaller_is_kept() {
        let noise: Vec<u8> = (0u32..125)
            .flat_map(|n| Sha256::digest(n.to_le_bytes()))
            .collect();
        for (name, bytes) in [
            ("empty.css", &b""[..]),
            ("tiny.js", b"a"),
            ("noise.bin", &noise),
            ("photo.PNG", &[0; 5000]),
        ] {
            assert_eq!(
                compress(name, bytes).unwrap(),
                Variants::default(),
                "{name}"
            );
        }
    }
}
