//! Pulls a chart from an OCI registry, anonymously or with a given login, through a cache keyed by the manifest's digest.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use oci_client::Reference;
use oci_client::client::{Client, ClientConfig, ClientProtocol};
use oci_client::errors::{DigestError, OciDistributionError};
use oci_client::manifest::OciImageManifest;
use oci_client::secrets::RegistryAuth;

use super::fetch::{Options, Proxy, sha256};
use super::layer::{LARGEST_CHART, LARGEST_MANIFEST, Layer};
use super::{Error, Source};

/// Media type of the layer that holds a packed chart (Helm, "OCI registries").
const CHART_LAYER: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const READ_LIMIT: Duration = Duration::from_secs(30);
/// However slowly it comes, and however often it is asked for again.
const PULL_LIMIT: Duration = Duration::from_secs(180);

/// The packed chart and the digest of its manifest.
pub(super) fn pull(source: &Source, version: Option<&str>, options: &Options) -> Result<(Vec<u8>, String), Error> {
    let Source::Oci { host, repository, tag, digest } = source else {
        return Err(Error::Source { text: source.to_string(), reason: "it names no registry".to_owned() });
    };
    // Helm writes a version's `+` as `_`, which a tag may hold.
    let tag = tag.clone().or_else(|| version.map(|version| version.replace('+', "_")));
    let asked = Asked {
        shown: shown(source, tag.as_deref()),
        host: options.registries.get(host).unwrap_or(host).clone(),
        plain: options.registries.contains_key(host),
        repository: repository.clone(),
        tag,
        auth: options.logins.get(host).map_or(RegistryAuth::Anonymous, |login| {
            RegistryAuth::Basic(login.username.clone(), login.password.clone())
        }),
        proxy: options.proxy.clone(),
    };
    if let (Some(cache), Some(digest)) = (&options.cache, digest)
        && let Some(packed) = Cache(cache).read(digest)
    {
        return Ok((packed, digest.clone()));
    }
    if options.offline {
        return offline(&asked, digest.as_deref(), options);
    }
    // The provider is process-wide; where one is installed already, that one is used.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| asked.unreachable(error.to_string()))?;
    runtime.block_on(async {
        let pulled = tokio::time::timeout(PULL_LIMIT, asked.pull(digest.as_deref(), options)).await;
        pulled.unwrap_or_else(|_| Err(asked.unreachable(format!("it took longer than {} s", PULL_LIMIT.as_secs()))))
    })
}

fn shown(source: &Source, tag: Option<&str>) -> String {
    match (source, tag) {
        (Source::Oci { tag: None, digest: None, .. }, Some(tag)) => format!("{source}:{tag}"),
        _ => source.to_string(),
    }
}

fn offline(asked: &Asked, digest: Option<&str>, options: &Options) -> Result<(Vec<u8>, String), Error> {
    let cache = options.cache.as_deref().map(Cache);
    let found = cache.and_then(|cache| {
        let digest = digest.map(str::to_owned).or_else(|| cache.resolved(&asked.shown))?;
        Some((cache.read(&digest)?, digest))
    });
    found.ok_or_else(|| Error::Offline {
        reference: asked.shown.clone(),
        cache: options.cache.as_ref().map_or_else(|| "(none)".to_owned(), |path| path.display().to_string()),
    })
}

struct Asked {
    shown: String,
    host: String,
    plain: bool,
    repository: String,
    tag: Option<String>,
    auth: RegistryAuth,
    proxy: Option<Proxy>,
}

impl Asked {
    async fn pull(&self, digest: Option<&str>, options: &Options) -> Result<(Vec<u8>, String), Error> {
        let client = self.client()?;
        let cache = options.cache.as_deref().map(Cache);
        let (digest, manifest) = match digest {
            Some(digest) => (digest.to_owned(), self.manifest(&client, digest).await?),
            None => {
                let tag = self.tag.as_deref().ok_or_else(|| Error::Source {
                    text: self.shown.clone(),
                    reason: "it has neither a tag nor a digest, and no version is given".to_owned(),
                })?;
                let manifest = self.manifest(&client, tag).await?;
                (sha256(&manifest), manifest)
            }
        };
        self.same(&digest, &sha256(&manifest))?;
        if let Some(packed) = cache.as_ref().and_then(|cache| cache.read(&digest)) {
            if let Some(cache) = &cache {
                cache.remember(&self.shown, &digest)?;
            }
            return Ok((packed, digest));
        }
        let packed = self.layer(&client, &manifest).await?;
        if let Some(cache) = &cache {
            cache.write(&digest, &manifest, &packed)?;
            cache.remember(&self.shown, &digest)?;
        }
        Ok((packed, digest))
    }

    fn client(&self) -> Result<Client, Error> {
        let proxy = self.proxy.as_ref().filter(|proxy| !proxy.spares(&self.host));
        let config = config(self.plain, self.auth != RegistryAuth::Anonymous, proxy);
        Client::try_from(config).map_err(|error| self.unreachable(with_causes(&error)))
    }

    fn reference(&self) -> Reference {
        Reference::with_tag(self.host.clone(), self.repository.clone(), self.tag.clone().unwrap_or_default())
    }

    /// The manifest of a tag or digest. The client takes any number of bytes for a manifest, but hands on those of a
    /// blob as they come; so it is asked for a blob whose path leads to the manifest, and what comes is checked here.
    async fn manifest(&self, client: &Client, named: &str) -> Result<Vec<u8>, Error> {
        let (reference, place) = (self.reference(), format!("sha256:0/../../manifests/{named}"));
        client.store_auth_if_needed(reference.resolve_registry(), &self.auth).await;
        self.retry(async || {
            let mut manifest = Layer::up_to(LARGEST_MANIFEST);
            match client.pull_blob(&reference, place.as_str(), &mut manifest).await {
                Ok(()) => Ok(manifest.into_bytes()),
                // The place is no digest, so that none is like it; what the registry's own header says must be true.
                Err(OciDistributionError::DigestError(DigestError::VerificationError { expected, .. }))
                    if expected == place =>
                {
                    Ok(manifest.into_bytes())
                }
                Err(error) => Err(self.told(client, named, error).await),
            }
        })
        .await
    }

    /// An answer that gives no reason is asked for again without its body, for its status.
    async fn told(&self, client: &Client, named: &str, error: OciDistributionError) -> OciDistributionError {
        match &error {
            OciDistributionError::RegistryError { envelope, .. } if envelope.errors.is_empty() => {}
            _ => return error,
        }
        let reference = match named.starts_with("sha256:") {
            true => Reference::with_digest(self.host.clone(), self.repository.clone(), named.to_owned()),
            false => self.reference(),
        };
        let asked = client.fetch_manifest_digest(&reference, &self.auth);
        match tokio::time::timeout(CONNECT_LIMIT, asked).await {
            Ok(Err(status)) => status,
            _ => error,
        }
    }

    async fn layer(&self, client: &Client, manifest: &[u8]) -> Result<Vec<u8>, Error> {
        let layer = layer(manifest).map_err(|reason| Error::NotAChart { reference: self.shown.clone(), reason })?;
        let reference = self.reference();
        let packed = self
            .retry(async || {
                let mut packed = Layer::up_to(LARGEST_CHART);
                client.pull_blob(&reference, layer.as_str(), &mut packed).await.map(|()| packed.into_bytes())
            })
            .await?;
        self.same(&layer, &sha256(&packed))?;
        Ok(packed)
    }

    fn same(&self, expected: &str, found: &str) -> Result<(), Error> {
        if expected == found {
            return Ok(());
        }
        Err(Error::DigestMismatch {
            reference: self.shown.clone(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        })
    }

    /// Tries a call again, a few times, where the server or the line failed.
    #[allow(clippy::disallowed_methods, reason = "real time: this runtime belongs to the pull alone")]
    async fn retry<T>(&self, call: impl AsyncFn() -> Result<T, OciDistributionError>) -> Result<T, Error> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            match call().await.map_err(|error| self.error(&error)) {
                Err(error) if error.is_transient() && attempt < ATTEMPTS => {
                    tokio::time::sleep(pause).await;
                    pause *= 3;
                }
                done => return done,
            }
        }
        Err(self.unreachable("it kept failing".to_owned()))
    }

    fn error(&self, error: &OciDistributionError) -> Error {
        use OciDistributionError as Oci;
        let reference = self.shown.clone();
        let denied = |status: &str| Error::Denied { reference: reference.clone(), status: status.to_owned() };
        match error {
            Oci::ImageManifestNotFoundError(_) => Error::NotFound { reference },
            Oci::ServerError { code: 404, .. } => Error::NotFound { reference },
            Oci::ServerError { code: code @ (401 | 403), .. } => denied(&code.to_string()),
            Oci::UnauthorizedError { .. } => denied("401"),
            Oci::AuthenticationFailure(reason) => denied(reason),
            Oci::RegistryError { envelope, .. } => {
                let codes: Vec<String> =
                    envelope.errors.iter().map(|error| format!("{:?}", error.code).to_lowercase()).collect();
                let code = codes.join(", ");
                match code.as_str() {
                    code if code.contains("unknown") => Error::NotFound { reference },
                    code if code.contains("denied") || code.contains("unauthorized") => denied(code),
                    _ => self.unreachable(code),
                }
            }
            Oci::DigestError(DigestError::VerificationError { expected, actual }) => {
                Error::DigestMismatch { reference, expected: expected.clone(), found: actual.clone() }
            }
            Oci::IoError(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                Error::Hostile { reason: error.to_string() }
            }
            other => self.unreachable(with_causes(other)),
        }
    }

    fn unreachable(&self, reason: String) -> Error {
        Error::Unreachable { reference: self.shown.clone(), reason }
    }
}

/// How a registry is spoken with. Who signs in never does so by plain HTTP, wherever the registry sends them for a token
/// or for what was asked: such calls go to a proxy that is not there. A loopback registry is plain itself. A client with
/// one proxy looks for no other, so the one for HTTPS is named with it. Exceptions would count for both, and open a way by
/// plain HTTP again; so whether this registry is one was decided before.
fn config(plain: bool, signs_in: bool, proxy: Option<&Proxy>) -> ClientConfig {
    const NOWHERE: &str = "http://127.0.0.1:1";
    ClientConfig {
        protocol: if plain { ClientProtocol::Http } else { ClientProtocol::Https },
        connect_timeout: Some(CONNECT_LIMIT),
        read_timeout: Some(READ_LIMIT),
        platform_resolver: None,
        user_agent: concat!("karpool/", env!("CARGO_PKG_VERSION")),
        http_proxy: (signs_in && !plain).then(|| NOWHERE.to_owned()),
        https_proxy: proxy.filter(|_| signs_in && !plain).map(|proxy| proxy.url.clone()),
        ..ClientConfig::default()
    }
}

/// An error with what caused it: that a connection failed does not say why.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

fn layer(manifest: &[u8]) -> Result<String, String> {
    let manifest: OciImageManifest =
        serde_json::from_slice(manifest).map_err(|error| format!("its manifest cannot be read: {error}"))?;
    let layer = manifest.layers.iter().find(|layer| layer.media_type == CHART_LAYER);
    let digest = layer.map(|layer| layer.digest.clone()).ok_or("it holds something else (an image?)")?;
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    if hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(digest);
    }
    Err(format!("the digest {digest} of its chart is none"))
}

/// The folder of pulled charts: manifest and packed chart side by side, both checked when read.
#[derive(Clone, Copy)]
struct Cache<'a>(&'a Path);

impl Cache<'_> {
    fn paths(&self, digest: &str) -> (PathBuf, PathBuf) {
        let name = digest.trim_start_matches("sha256:");
        (self.0.join(format!("{name}.json")), self.0.join(format!("{name}.tgz")))
    }

    /// The packed chart, if it is there and unharmed.
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        let (manifest, packed) = self.paths(digest);
        let manifest = fs::read(manifest).ok().filter(|manifest| sha256(manifest) == digest)?;
        let layer = layer(&manifest).ok()?;
        fs::read(packed).ok().filter(|packed| sha256(packed) == layer)
    }

    fn write(&self, digest: &str, manifest: &[u8], packed: &[u8]) -> Result<(), Error> {
        let (manifest_path, packed_path) = self.paths(digest);
        self.put(&packed_path, packed)?;
        self.put(&manifest_path, manifest)
    }

    /// Written beside and renamed, so that a cut never leaves half a file under the final name.
    fn put(&self, path: &Path, content: &[u8]) -> Result<(), Error> {
        fs::create_dir_all(self.0).map_err(|error| Error::disk(self.0, &error))?;
        let beside = path.with_extension(format!("{}.part", std::process::id()));
        fs::write(&beside, content).map_err(|error| Error::disk(&beside, &error))?;
        fs::rename(&beside, path).map_err(|error| Error::disk(path, &error))
    }

    fn tag_path(&self, shown: &str) -> PathBuf {
        let name = sha256(shown.as_bytes());
        self.0.join(format!("{}.tag", name.trim_start_matches("sha256:")))
    }

    /// The digest a reference had when it was last resolved; used offline alone.
    fn resolved(&self, shown: &str) -> Option<String> {
        fs::read_to_string(self.tag_path(shown)).ok()
    }

    fn remember(&self, shown: &str, digest: &str) -> Result<(), Error> {
        if self.resolved(shown).as_deref() == Some(digest) {
            return Ok(());
        }
        self.put(&self.tag_path(shown), digest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fetch::Proxy;
    use super::config;

    #[test]
    fn a_login_goes_by_plain_http_to_a_loopback_registry_alone() {
        let proxy = Proxy { url: "http://proxy.example:3128".into(), except: Some("*".into()) };
        let with = |plain, signs_in| config(plain, signs_in, Some(&proxy));
        assert!(with(true, true).http_proxy.is_none() && with(false, false).http_proxy.is_none());
        // The way by HTTPS is still the user's, and what is excepted from it is not excepted from this.
        let signed_in = with(false, true);
        assert_eq!((signed_in.https_proxy, signed_in.no_proxy), (Some(proxy.url.clone()), None));
        assert!(signed_in.http_proxy.is_some());
        assert_eq!(config(false, true, None).https_proxy, None);
    }

    #[test]
    fn a_registry_that_is_excepted_is_reached_without_the_proxy() {
        let proxy = |except: &str| Proxy { url: String::new(), except: Some(except.into()) };
        for (except, registry) in [
            ("*", "charts.example"),
            ("localhost, .example", "charts.example:8443"),
            ("example", "charts.example"),
            ("charts.example:8443", "charts.example:8443"),
            ("*.example", "charts.example"),
        ] {
            assert!(proxy(except).spares(registry), "{except}: {registry}");
        }
        for (except, registry) in [("", "a.example"), ("ample", "a.example"), ("a.example:1", "a.example:2")] {
            assert!(!proxy(except).spares(registry), "{except}: {registry}");
        }
    }
}
