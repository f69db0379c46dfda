//! Where a chart comes from, read from one line of text.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Error;

/// The place of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `oci://host/repository[:tag][@sha256:digest]`.
    Oci {
        /// Host, with its port if one is given.
        host: String,
        /// Path of the repository.
        repository: String,
        /// Tag, if given; else the version is the tag.
        tag: Option<String>,
        /// Pinned digest, if given.
        digest: Option<String>,
    },
    /// An unpacked chart.
    Directory(PathBuf),
    /// A packed chart.
    Archive(PathBuf),
}

impl Source {
    /// The host whose registry is asked, for `Oci`.
    pub fn host(&self) -> Option<&str> {
        match self {
            Source::Oci { host, .. } => Some(host),
            _ => None,
        }
    }
}

impl FromStr for Source {
    type Err = Error;

    fn from_str(text: &str) -> Result<Source, Error> {
        let wrong = |reason: &str| Error::Source { text: text.to_owned(), reason: reason.to_owned() };
        if let Some(rest) = text.strip_prefix("oci://") {
            let host = rest.split('/').next().unwrap_or_default();
            if let Some((_, host)) = host.rsplit_once('@').filter(|_| !host.contains("@sha256:")) {
                // What stands there is a password as like as not, and is not shown.
                let (text, reason) = (format!("oci://...@{host}"), "a login does not stand in it".to_owned());
                return Err(Error::Source { text, reason });
            }
            return oci(rest).map_err(|reason| wrong(&reason));
        }
        if text.contains("://") {
            return Err(wrong("only oci:// is fetched; give a directory, a .tgz or an oci:// reference"));
        }
        if text.trim().is_empty() {
            return Err(wrong("it is empty"));
        }
        let packed = text.ends_with(".tgz") || text.ends_with(".tar.gz");
        let path = Path::new(text).to_path_buf();
        Ok(if packed { Source::Archive(path) } else { Source::Directory(path) })
    }
}

fn oci(rest: &str) -> Result<Source, String> {
    let (rest, digest) = match rest.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest.to_owned())),
        None => (rest, None),
    };
    if let Some(digest) = &digest {
        let hex = digest.strip_prefix("sha256:").ok_or("a digest starts with sha256:")?;
        if hex.len() != 64 || !hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err("a sha256 digest has 64 lower-case hexadecimal digits".to_owned());
        }
    }
    let (host, path) = rest.split_once('/').ok_or("the repository after the host is missing")?;
    let (repository, tag) = match path.rsplit_once(':') {
        Some((repository, tag)) => (repository, Some(tag.to_owned())),
        None => (path, None),
    };
    let named = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || b"0123456789._-/".contains(&byte));
    if host.is_empty() || repository.is_empty() || !named(repository) {
        return Err("expected oci://host/repository in lower case".to_owned());
    }
    if repository.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        return Err("a part of the repository is empty, or begins with a dot".to_owned());
    }
    if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)) {
        return Err("the host is none".to_owned());
    }
    if tag.as_deref().is_some_and(str::is_empty) {
        return Err("the tag after the colon is empty".to_owned());
    }
    let signs = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if tag.as_deref().is_some_and(|tag| !signs(tag) || tag.len() > 128) {
        return Err("a tag has up to 128 letters, digits, dots, dashes and underscores".to_owned());
    }
    Ok(Source::Oci { host: host.to_owned(), repository: repository.to_owned(), tag, digest })
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Oci { host, repository, tag, digest } => {
                write!(formatter, "oci://{host}/{repository}")?;
                tag.iter().try_for_each(|tag| write!(formatter, ":{tag}"))?;
                digest.iter().try_for_each(|digest| write!(formatter, "@{digest}"))
            }
            Source::Directory(path) | Source::Archive(path) => write!(formatter, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_written_back() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for text in [
            "oci://public.ecr.aws/karpenter/karpenter".to_owned(),
            "oci://localhost:5000/karpenter:1.14.1".to_owned(),
            format!("oci://mirror.example/a/b:1.0.0@{digest}"),
            "charts/karpenter".to_owned(),
            "karpenter-1.14.1.tgz".to_owned(),
        ] {
            assert_eq!(text.parse::<Source>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in
            ["https://example.com/chart", "oci://host", "oci://host/Upper", "oci://host/a:", "oci://h/a@md5:x", ""]
        {
            assert!(matches!(text.parse::<Source>(), Err(Error::Source { .. })), "{text}");
        }
        for text in ["oci://h/a:b c", "oci://h/a/../b", "oci://h//a", "oci://h i/a", "oci://h/a:..%2f"] {
            assert!(matches!(text.parse::<Source>(), Err(Error::Source { .. })), "{text}");
        }
        let login = "oci://me:secret@host/a".parse::<Source>().unwrap_err().to_string();
        assert!(login.contains("@host") && !login.contains("secret"), "{login}");
    }
}
