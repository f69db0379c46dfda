//! Containers that run as processes: an image stands for a program of this machine.
//!
//! The kubelet decides when a container starts, starts again and stops, and says so in the pod's status
//! (`life/kubelet.rs`). A process follows that, with what the live pod gives it: environment, arguments, service
//! account, volumes, probes. What becomes of it is told to the world, where the kubelet sees it.

mod door;
mod environment;
mod probe;
mod process;
mod runner;
mod volume;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use serde_json::Value;

pub(crate) use runner::Runner;

/// The speed of images that are named in text.
const SPEED: f64 = 10.0;

/// An image, and the program that is run for it.
#[derive(Clone, Debug)]
pub struct Image {
    /// Repository and tag, without a digest.
    pub name: String,
    /// What the image's entry point is.
    pub program: PathBuf,
    /// Variables beside the container's own, for what the program would find in its file system;
    /// `{namespace}` is the pod's.
    pub environment: Vec<(String, String)>,
    /// Simulated seconds per second while a container of it runs: its own seconds are as long as they are.
    pub speed: f64,
}

/// Not an image and its program.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not IMAGE=PROGRAM[;NAME=VALUE...]")]
pub struct NoImage(String);

impl FromStr for Image {
    type Err = NoImage;

    fn from_str(text: &str) -> Result<Image, NoImage> {
        let pair = |text: &str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let wrong = || NoImage(text.to_owned());
        let (first, rest) = text.split_once(';').unwrap_or((text, ""));
        let (name, program) = pair(first).ok_or_else(wrong)?;
        let environment = rest.split(';').filter(|part| !part.is_empty()).map(pair);
        let environment = environment.collect::<Option<_>>().ok_or_else(wrong)?;
        Ok(Image { name, program: PathBuf::from(program), environment, speed: SPEED })
    }
}

/// One run of a container: the pod's uid, the container's name, how often it was started before.
pub(crate) type Run = (String, String, u64);

/// What is known of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Running { ready: bool },
    Ended { code: i32, message: String },
}

/// What the world knows of its processes.
#[derive(Debug, Default)]
pub(crate) struct Containers {
    /// Names of images that are run as processes.
    images: Vec<String>,
    states: BTreeMap<Run, State>,
}

impl Containers {
    pub(crate) fn of(images: &[Image]) -> Containers {
        Containers { images: images.iter().map(|image| image.name.clone()).collect(), states: BTreeMap::new() }
    }

    /// Whether a pod's container is a process here. Pods with several containers are not taken apart.
    pub(crate) fn runs(&self, pod: &Value) -> bool {
        let Some([container]) = pod["spec"]["containers"].as_array().map(Vec::as_slice) else { return false };
        self.images.iter().any(|image| image == name_of(container))
    }

    pub(crate) fn state(&self, pod: &Value) -> Option<&State> {
        self.states.get(&run_of(pod)?)
    }
}

/// The image of a container without its digest.
fn name_of(container: &Value) -> &str {
    let image = container["image"].as_str().unwrap_or_default();
    image.split_once('@').map_or(image, |(name, _)| name)
}

/// The run that a pod's status speaks of.
fn run_of(pod: &Value) -> Option<Run> {
    let status = &pod["status"]["containerStatuses"][0];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some((text(&pod["metadata"]["uid"])?, text(&status["name"])?, status["restartCount"].as_u64()?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn an_image_is_known_whatever_its_digest() {
        let image = Image::from_str("registry/a:1=/bin/a;A=b");
        let containers = Containers::of(&image.map(|image| vec![image]).unwrap_or_default());
        let pod = |image: &str| json!({"spec": {"containers": [{"image": image}]}});
        assert!(containers.runs(&pod("registry/a:1@sha256:00")));
        assert!(!containers.runs(&pod("registry/a:2")));
        let two = json!({"spec": {"containers": [{"image": "registry/a:1"}, {"image": "registry/a:1"}]}});
        assert!(!containers.runs(&two));
    }

    #[test]
    fn a_restarted_container_is_another_run() {
        let pod = |restarts: u64| {
            let statuses = json!([{"name": "a", "restartCount": restarts}]);
            json!({"metadata": {"uid": "u"}, "status": {"containerStatuses": statuses}})
        };
        let ended = State::Ended { code: 1, message: String::new() };
        let states = BTreeMap::from([(("u".to_owned(), "a".to_owned(), 0), ended.clone())]);
        let containers = Containers { images: Vec::new(), states };
        assert_eq!(containers.state(&pod(0)), Some(&ended));
        assert_eq!(containers.state(&pod(1)), None);
    }
}
