//! Registries as they are met: with tokens, with logins, behind mirrors, with their blobs elsewhere, and hostile ones.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::write::GzEncoder;
use serde_json::json;

use super::fetch::sha256;
use super::{Error, Login, Options, fetch};

#[derive(Clone, Debug, Default)]
struct Asked {
    path: String,
    authorization: String,
}

/// What a server answers: a status, headers and a body.
type Reply = (u16, String, Vec<u8>);

/// A server on loopback, and what it was asked.
struct Server {
    address: String,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    fn start(answer: impl Fn(&str, &Asked) -> Reply + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (own, shared) = (address.clone(), Arc::clone(&log));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &own, &shared, &answer);
            }
        });
        Server { address, log }
    }

    fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    fn options(&self, login: Option<(&str, &str)>) -> Options {
        let login = login.map(|(username, password)| Login { username: username.into(), password: password.into() });
        Options {
            registries: BTreeMap::from([("charts.example".to_owned(), self.address.clone())]),
            logins: login.into_iter().map(|login| ("charts.example".to_owned(), login)).collect(),
            ..Options::default()
        }
    }
}

fn serve(mut stream: TcpStream, own: &str, log: &Mutex<Vec<Asked>>, answer: &impl Fn(&str, &Asked) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split_whitespace();
    let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let mut asked = Asked { path, authorization: String::new() };
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap() <= 2 {
            break;
        }
        match header.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                asked.authorization = value.trim_end().to_owned();
            }
            _ => {}
        }
    }
    log.lock().unwrap().push(asked.clone());
    let (status, headers, body) = answer(own, &asked);
    let length =
        if headers.contains("Content-Length") { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let _ = write!(stream, "HTTP/1.1 {status} X\r\n{headers}{length}Connection: close\r\n\r\n");
    if method != "HEAD" {
        let _ = stream.write_all(&body);
    }
}

/// A chart as a registry keeps it.
#[derive(Clone)]
struct Kept {
    layer: Vec<u8>,
    manifest: Vec<u8>,
}

impl Kept {
    fn of(layer: Vec<u8>) -> Kept {
        let manifest = json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": sha256(b"{}"), "size": 2},
            "layers": [{"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                "digest": sha256(&layer), "size": layer.len()}]});
        Kept { layer, manifest: manifest.to_string().into_bytes() }
    }

    fn digest(&self) -> String {
        sha256(&self.manifest)
    }

    fn manifest(&self) -> Reply {
        let kind = "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
        (200, format!("{kind}Docker-Content-Digest: {}\r\n", self.digest()), self.manifest.clone())
    }

    fn reply(&self, path: &str) -> Reply {
        match path {
            path if path.contains("/manifests/") => self.manifest(),
            path if path.contains("/blobs/") => (200, String::new(), self.layer.clone()),
            _ => (200, String::new(), b"{}".to_vec()),
        }
    }
}

fn chart(version: &str) -> Kept {
    Kept::of(packed(&[("k/Chart.yaml", format!("name: k\nversion: {version}\n").into_bytes())]))
}

fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, path, content.as_slice()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

async fn pull(server: &Server, reference: &str, login: Option<(&str, &str)>) -> Result<String, Error> {
    fetch(&reference.parse().unwrap(), None, &server.options(login)).await.map(|chart| chart.version)
}

const REFERENCE: &str = "oci://charts.example/mirror/public/k:1.0.0";

fn denied(headers: String) -> Reply {
    (401, headers, b"{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"\"}]}".to_vec())
}

/// Asks for a token, which a token service gives to `may`.
fn with_tokens(kept: Kept, may: fn(&str) -> bool) -> Server {
    Server::start(move |own, asked| match asked.path.as_str() {
        path if path.starts_with("/token") && may(&asked.authorization) => {
            assert!(path.contains("scope=repository%3Amirror%2Fpublic%2Fk%3Apull"), "{path}");
            (200, String::new(), b"{\"token\": \"t0ken\"}".to_vec())
        }
        path if path.starts_with("/token") => denied(String::new()),
        path if asked.authorization == "Bearer t0ken" => kept.reply(path),
        _ => denied(format!("WWW-Authenticate: Bearer realm=\"http://{own}/token\",service=\"charts\"\r\n")),
    })
}

#[tokio::test]
async fn an_anonymous_token_is_asked_for_behind_a_mirrors_prefix() {
    let server = with_tokens(chart("1.0.0"), str::is_empty);
    assert_eq!(pull(&server, REFERENCE, None).await.unwrap(), "1.0.0");
    let asked = server.asked();
    assert!(asked.iter().any(|asked| asked.path.starts_with("/v2/mirror/public/k/manifests/")), "{asked:?}");
}

#[tokio::test]
async fn a_private_registry_gives_to_those_who_sign_in() {
    let server = with_tokens(chart("1.0.0"), |given| given == format!("Basic {}", STANDARD.encode("me:secret")));
    assert_eq!(pull(&server, REFERENCE, Some(("me", "secret"))).await.unwrap(), "1.0.0");
    for login in [None, Some(("me", "wrong"))] {
        let error = pull(&server, REFERENCE, login).await.unwrap_err();
        assert!(matches!(error, Error::Denied { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_registry_without_tokens_takes_the_password_itself() {
    let kept = chart("1.0.0");
    let server = Server::start(move |_, asked| match asked.authorization.as_str() {
        given if given == format!("Basic {}", STANDARD.encode("me:secret")) => kept.reply(&asked.path),
        _ => denied("WWW-Authenticate: Basic realm=\"charts\"\r\n".to_owned()),
    });
    assert_eq!(pull(&server, REFERENCE, Some(("me", "secret"))).await.unwrap(), "1.0.0");
    let error = pull(&server, REFERENCE, None).await.unwrap_err();
    assert!(matches!(error, Error::Denied { .. }), "{error:?}");
}

#[tokio::test]
async fn a_blob_may_lie_elsewhere_which_learns_no_token() {
    let kept = chart("1.0.0");
    let layer = kept.layer.clone();
    let elsewhere = Server::start(move |_, _| (200, String::new(), layer.clone()));
    let (there, tokens) = (elsewhere.address.clone(), kept.clone());
    let server = Server::start(move |own, asked| match asked.path.as_str() {
        path if path.starts_with("/token") => (200, String::new(), b"{\"token\": \"t0ken\"}".to_vec()),
        _ if asked.authorization.is_empty() => {
            denied(format!("WWW-Authenticate: Bearer realm=\"http://{own}/token\",service=\"charts\"\r\n"))
        }
        path if path.contains("/blobs/") => {
            (307, format!("Location: http://{}/blob\r\n", there.replace("127.0.0.1", "localhost")), Vec::new())
        }
        path => tokens.reply(path),
    });
    assert_eq!(pull(&server, REFERENCE, None).await.unwrap(), "1.0.0");
    let asked = elsewhere.asked();
    assert!(!asked.is_empty() && asked.iter().all(|asked| asked.authorization.is_empty()), "{asked:?}");
}

#[tokio::test]
async fn a_redirect_without_end_is_given_up() {
    let kept = chart("1.0.0");
    let server = Server::start(move |own, asked| match asked.path.as_str() {
        path if path.contains("/blobs/") => (307, format!("Location: http://{own}{path}\r\n"), Vec::new()),
        path => kept.reply(path),
    });
    let error = pull(&server, REFERENCE, None).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_pinned_digest_is_what_comes_or_nothing() {
    let (kept, other) = (chart("1.0.0"), chart("2.0.0"));
    let wanted = format!("oci://charts.example/k:1.0.0@{}", kept.digest());
    let right = kept.clone();
    let server = Server::start(move |_, asked| right.reply(&asked.path));
    assert_eq!(pull(&server, &wanted, None).await.unwrap(), "1.0.0");
    assert!(server.asked().iter().all(|asked| !asked.path.ends_with("/1.0.0")), "the digest counts, not the tag");
    let server = Server::start(move |_, asked| other.reply(&asked.path));
    let error = pull(&server, &wanted, None).await.unwrap_err();
    assert!(matches!(error, Error::DigestMismatch { .. }), "{error:?}");
}

#[tokio::test]
async fn a_cut_layer_is_no_chart() {
    let kept = chart("1.0.0");
    let server = Server::start(move |_, asked| match asked.path.as_str() {
        path if path.contains("/blobs/") => {
            let (length, half) = (kept.layer.len(), kept.layer[..kept.layer.len() / 2].to_vec());
            (200, format!("Content-Length: {length}\r\n"), half)
        }
        path => kept.reply(path),
    });
    let error = pull(&server, REFERENCE, None).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_layer_that_is_larger_than_any_chart_is_not_taken_in() {
    let kept = Kept::of(vec![0; 17 * 1024 * 1024]);
    let server = Server::start(move |_, asked| kept.reply(&asked.path));
    let error = pull(&server, REFERENCE, None).await.unwrap_err();
    assert!(matches!(error, Error::Hostile { .. }), "{error:?}");
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|asked| asked.path.contains("/blobs/")).count(), 1, "it is not asked for again");
}

#[tokio::test]
async fn a_registry_that_gives_another_manifest_than_it_says_is_refused() {
    let (kept, other) = (chart("1.0.0"), chart("2.0.0"));
    let server = Server::start(move |_, asked| match asked.path.as_str() {
        path if path.contains("/manifests/") => (200, kept.manifest().1, other.manifest.clone()),
        path => other.reply(path),
    });
    let error = pull(&server, REFERENCE, None).await.unwrap_err();
    assert!(matches!(error, Error::DigestMismatch { .. }), "{error:?}");
}

#[tokio::test]
async fn a_manifest_that_does_not_end_is_not_taken_in() {
    let server = Server::start(move |_, asked| match asked.path.as_str() {
        path if path.contains("/manifests/") => (200, String::new(), vec![b' '; 5 << 20]),
        _ => (200, String::new(), b"{}".to_vec()),
    });
    for reference in [REFERENCE.to_owned(), format!("oci://charts.example/k@sha256:{}", "0".repeat(64))] {
        let error = pull(&server, &reference, None).await.unwrap_err();
        assert!(matches!(error, Error::Hostile { .. }), "{error:?}");
    }
    assert_eq!(
        server.asked().iter().filter(|asked| asked.path.contains("/manifests/")).count(),
        2,
        "asked for once each"
    );
}

#[tokio::test]
async fn bombs_are_refused_while_they_are_unpacked() {
    let zeros = |count: usize| vec![0_u8; count];
    let chart = ("k/Chart.yaml", b"name: k\nversion: 1.0.0\n".to_vec());
    let names: Vec<String> = (0..3000).map(|number| format!("k/templates/{number}")).collect();
    let many: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), Vec::new())).collect();
    let large: Vec<(&str, Vec<u8>)> = names[..9].iter().map(|name| (name.as_str(), zeros(4 << 20))).collect();
    // Each line doubles the one before: thirty lines are a billion.
    let doubling: String =
        (1..30).map(|level| format!("a{level}: &a{level} [*a{}, *a{}]\n", level - 1, level - 1)).collect();
    let doubling = format!("a0: &a0 x\n{doubling}").into_bytes();
    let deep = [b"a: ".to_vec(), b"[".repeat(100_000)].concat();
    for (name, files) in [
        ("entries", many),
        ("bytes", large),
        ("one file", vec![("k/templates/a", zeros(6 << 20))]),
        ("aliases", vec![chart.clone(), ("k/values.yaml", doubling)]),
        ("depth", vec![chart.clone(), ("k/values.yaml", deep)]),
        ("a file twice", vec![chart.clone(), chart]),
    ] {
        let kept = Kept::of(packed(&files));
        let server = Server::start(move |_, asked| kept.reply(&asked.path));
        let error = pull(&server, REFERENCE, None).await.unwrap_err();
        assert!(matches!(error, Error::Hostile { .. } | Error::NotAChart { .. }), "{name}: {error:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_holds_itself_is_refused() {
    let folder = std::env::temp_dir().join(format!("karpool-chart-{}-itself", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("templates")).unwrap();
    std::fs::write(folder.join("Chart.yaml"), "name: k\nversion: 1.0.0\n").unwrap();
    std::os::unix::fs::symlink(&folder, folder.join("templates/again")).unwrap();
    let error = fetch(&super::Source::Directory(folder.clone()), None, &Options::default()).await.unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(matches!(error, Error::Hostile { .. }), "{error:?}");
}
