use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use base64::Engine as _;
use http_body_util::BodyExt as _;

use super::*;
use crate::connect::Connector;
use crate::sts::{BadToken, verify_token};

/// A client that signs with the official implementation, not with ours.
struct Client<'a> {
    sandbox: &'a Sandbox,
    credentials: Credentials,
    settings: SigningSettings,
}

impl<'a> Client<'a> {
    fn new(sandbox: &'a Sandbox) -> Client<'a> {
        let credentials = sandbox.credentials("deployer").expect("the user is there");
        Client { sandbox, credentials, settings: SigningSettings::default() }
    }

    fn signed(
        &self,
        service: &str,
        method: &str,
        uri: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> http::Request<SdkBody> {
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name(service)
            .time(self.now())
            .settings(self.settings.clone())
            .build()
            .expect("complete");
        let signable = SignableRequest::new(method, uri, headers.iter().copied(), SignableBody::Bytes(body.as_bytes()))
            .expect("signable");
        let (instructions, _) = sign(signable, &params.into()).expect("signs").into_parts();
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(SdkBody::from(body)).expect("a request");
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    fn now(&self) -> SystemTime {
        self.sandbox.clock().now().system_time()
    }

    async fn send(&self, request: http::Request<SdkBody>) -> Result<(u16, String), String> {
        let connector = Connector(Arc::clone(&self.sandbox.shell));
        let request = HttpRequest::try_from(request).expect("a request");
        let response = connector.call(request).await.map_err(|error| format!("{error:?}"))?;
        let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default()).into_owned();
        Ok((response.status().as_u16(), body))
    }

    async fn query(&self, service: &str, body: &str) -> Result<(u16, String), String> {
        let uri = format!("https://{service}.us-east-1.amazonaws.com/");
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send(self.signed(service, "POST", &uri, &headers, body)).await
    }

    async fn sqs(&self, operation: &str, body: &str) -> Result<(u16, String), String> {
        let target = format!("AmazonSQS.{operation}");
        let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target.as_str())];
        self.send(self.signed("sqs", "POST", "https://sqs.us-east-1.amazonaws.com/", &headers, body)).await
    }

    /// An EKS token as the AWS CLI makes it.
    fn token(&self, cluster: &str) -> String {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(60));
        let client = Client { settings, credentials: self.credentials.clone(), sandbox: self.sandbox };
        let uri = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
        let request = client.signed("sts", "GET", uri, &[("x-k8s-aws-id", cluster)], "");
        let encoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(request.uri().to_string());
        format!("k8s-aws-v1.{encoded}")
    }

    async fn eks(&self, method: &str, path: &str, body: &str) -> serde_json::Value {
        let uri = format!("https://eks.us-east-1.amazonaws.com{path}");
        let request = self.signed("eks", method, &uri, &[("content-type", "application/json")], body);
        let (_, body) = self.send(request).await.expect("an answer");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Makes a cluster, waits until it is there, and answers its endpoint.
    async fn make_cluster(&self, name: &str) -> String {
        let trust = serde_json::json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "eks.amazonaws.com" },
            "Action": ["sts:AssumeRole", "sts:TagSession"],
        }] })
        .to_string();
        let trust = percent_encoding::utf8_percent_encode(&trust, percent_encoding::NON_ALPHANUMERIC);
        let create = format!("Action=CreateRole&Version=2010-05-08&RoleName=c&AssumeRolePolicyDocument={trust}");
        self.query("iam", &create).await.expect("an answer");
        self.sandbox.clock().sleep(Duration::from_secs(30)).await;
        let subnets: Vec<String> = self.sandbox.inspect(|world| {
            let regional = &world.accounts[fixture::ACCOUNT].regions["us-east-1"];
            regional.ec2.subnets.keys().cloned().collect()
        });
        let body = serde_json::json!({
            "name": name,
            "roleArn": format!("arn:aws:iam::{}:role/c", fixture::ACCOUNT),
            "resourcesVpcConfig": { "subnetIds": subnets },
            "accessConfig": { "authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": true },
        });
        self.eks("POST", "/clusters", &body.to_string()).await;
        self.sandbox.clock().sleep(Duration::from_secs(15 * 60)).await;
        let answer = self.eks("GET", &format!("/clusters/{name}"), "").await;
        answer["cluster"]["endpoint"].as_str().unwrap_or_else(|| panic!("no endpoint in {answer}")).to_owned()
    }

    async fn kubernetes(
        &self,
        method: &str,
        uri: &str,
        token: &str,
        body: &str,
    ) -> Result<http::Response<crate::connect::ResponseBody>, crate::connect::BoxError> {
        let request = http::Request::builder()
            .method(method)
            .uri(uri)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(http_body_util::Full::new(bytes::Bytes::copy_from_slice(body.as_bytes())))?;
        tower::ServiceExt::oneshot(self.sandbox.kubernetes(), request).await
    }
}

fn open(options: Options) -> Sandbox {
    Sandbox::open(options).expect("a sandbox")
}

fn ids(sandbox: &Sandbox) -> Vec<String> {
    sandbox.log().iter().map(LogEntry::to_string).collect()
}

const IDENTITY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[tokio::test(start_paused = true)]
async fn signatures_of_the_official_signer_are_accepted_and_others_refused() {
    let sandbox = open(Options::default());
    let mut client = Client::new(&sandbox);
    let (status, body) = client.query("sts", IDENTITY).await.expect("an answer");
    assert_eq!(status, 200);
    assert!(body.contains("<Arn>arn:aws:iam::111122223333:user/deployer</Arn>"), "{body}");
    client.credentials = Credentials::new("AKIAAAAAAAAAAAAAAAAA", "secret", None, None, "test");
    let (status, body) = client.query("sts", IDENTITY).await.expect("an answer");
    assert_eq!((status, body.contains("InvalidClientTokenId")), (403, true));
    let right = Client::new(&sandbox);
    client.credentials = Credentials::new(right.credentials.access_key_id(), "wrong", None, None, "test");
    let (status, body) = client.query("sts", IDENTITY).await.expect("an answer");
    assert_eq!((status, body.contains("SignatureDoesNotMatch")), (403, true));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_good_for_its_cluster_and_for_fifteen_minutes() {
    let sandbox = open(Options::default());
    let client = Client::new(&sandbox);
    let token = client.token("dev");
    let verify = |cluster: &str| {
        let now = sandbox.clock().now();
        sandbox.inspect(|world| verify_token(world, &token, now, cluster))
    };
    assert_eq!(verify("dev").expect("good").arn, "arn:aws:iam::111122223333:user/deployer");
    assert!(matches!(verify("other"), Err(BadToken::Refused(_))));
    sandbox.clock().sleep(Duration::from_secs(14 * 60)).await;
    assert!(verify("dev").is_ok());
    sandbox.clock().sleep(Duration::from_secs(61)).await;
    assert_eq!(verify("dev"), Err(BadToken::Expired));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_has_had_its_effect_and_a_lost_call_has_not() {
    let faults = ["sqs:CreateQueue#1=lose-after", "sqs:CreateQueue#2=lose-before"];
    let faults = faults.iter().map(|text| text.parse().expect("a rule")).collect();
    let sandbox = open(Options { faults, ..Options::default() });
    let client = Client::new(&sandbox);
    assert!(client.sqs("CreateQueue", r#"{"QueueName":"a"}"#).await.is_err());
    assert!(client.sqs("CreateQueue", r#"{"QueueName":"b"}"#).await.is_err());
    let (_, body) = client.sqs("ListQueues", "{}").await.expect("an answer");
    assert!(body.contains("/a\"") && !body.contains("/b\""), "{body}");
    let outcomes: Vec<_> = sandbox.log().into_iter().map(|entry| entry.outcome).collect();
    assert_eq!(outcomes, [crate::Outcome::LostAfter, crate::Outcome::LostBefore, crate::Outcome::Done]);
}

#[tokio::test(start_paused = true)]
async fn a_receiving_call_waits_and_wakes_for_a_message() {
    let sandbox = open(Options::default());
    let client = Client::new(&sandbox);
    client.sqs("CreateQueue", r#"{"QueueName":"a"}"#).await.expect("an answer");
    let url = "https://sqs.us-east-1.amazonaws.com/111122223333/a";
    let receive = format!(r#"{{"QueueUrl":"{url}","WaitTimeSeconds":20}}"#);
    let send = format!(r#"{{"QueueUrl":"{url}","MessageBody":"hello"}}"#);
    let start = sandbox.clock().now();
    let (received, _) = futures::join!(client.sqs("ReceiveMessage", &receive), async {
        sandbox.clock().sleep(Duration::from_secs(5)).await;
        client.sqs("SendMessage", &send).await
    });
    assert!(received.expect("an answer").1.contains("hello"));
    let took = sandbox.clock().now().since(start);
    assert!((5.0..7.0).contains(&took.as_secs_f64()), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_happens_after_the_kill_switch() {
    let sandbox = open(Options::default());
    let client = Client::new(&sandbox);
    sandbox.faults().kill_at(2);
    client.sqs("CreateQueue", r#"{"QueueName":"a"}"#).await.expect("an answer");
    tokio::select! {
        _ = client.sqs("CreateQueue", r#"{"QueueName":"b"}"#) => panic!("the dead don't answer"),
        () = sandbox.faults().killed() => {}
    }
    sandbox.faults().clear();
    let (_, body) = client.sqs("ListQueues", "{}").await.expect("an answer");
    assert!(!body.contains("/b\""), "{body}");
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_log() {
    let mut logs = Vec::new();
    for _ in 0..2 {
        let sandbox = open(Options { seed: 7, ..Options::default() });
        let client = Client::new(&sandbox);
        let (one, two) =
            futures::join!(client.sqs("CreateQueue", r#"{"QueueName":"a"}"#), client.query("sts", IDENTITY));
        one.and(two).expect("answers");
        let subnets = client.query("ec2", "Action=DescribeSubnets&Version=2016-11-15").await.expect("an answer");
        logs.push((ids(&sandbox), sandbox.log(), subnets));
    }
    assert_eq!(logs[0], logs[1]);
}

#[tokio::test(start_paused = true)]
async fn a_folder_keeps_the_world_and_admits_one_at_a_time() {
    let folder = std::env::temp_dir().join(format!("karpool-sandbox-test-{}", std::process::id()));
    let options = || Options { folder: Some(folder.clone()), ..Options::default() };
    let sandbox = open(options());
    let client = Client::new(&sandbox);
    client.sqs("CreateQueue", r#"{"QueueName":"kept"}"#).await.expect("an answer");
    let refused = Sandbox::open(options()).expect_err("locked").to_string();
    assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
    let stopped = sandbox.clock().now();
    // A killed process writes nothing at its end: what was answered has to be there already.
    sandbox.shell.abandon();
    let sandbox = open(options());
    let client = Client::new(&sandbox);
    assert!(sandbox.clock().now().since(stopped) < Duration::from_secs(1));
    let (_, body) = client.sqs("ListQueues", "{}").await.expect("an answer");
    assert!(body.contains("/kept\""), "{body}");
    sandbox.close();
    crate::reset(&folder).expect("removed");
    assert!(!folder.exists());
}

#[tokio::test(start_paused = true)]
async fn a_cluster_answers_at_its_endpoint_to_those_it_lets_in() {
    let sandbox = open(Options::default());
    let mut client = Client::new(&sandbox);
    let endpoint = client.make_cluster("dev").await;
    let names = format!("{endpoint}/api/v1/namespaces/default/configmaps");
    let token = client.token("dev");
    let made = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
    let watch = client.kubernetes("GET", &format!("{names}?watch=true"), &token, "").await.expect("a stream");
    assert_eq!(watch.status(), 200);
    assert_eq!(client.kubernetes("POST", &names, &token, made).await.expect("an answer").status(), 201);
    let mut stream = watch.into_body();
    let mut seen = String::new();
    while !seen.contains(r#""name":"a""#) {
        let frame = stream.frame().await.expect("the stream goes on").expect("unbroken");
        seen.push_str(&String::from_utf8_lossy(frame.data_ref().expect("data")));
    }
    assert!(seen.contains("ADDED"), "{seen}");
    client.credentials = sandbox.credentials("bob").expect("a user");
    let refused = client.kubernetes("GET", &names, &client.token("dev"), "").await.expect("an answer");
    assert_eq!(refused.status(), 401);
    assert!(client.kubernetes("GET", "https://nobody.gr7.us-east-1.eks.amazonaws.com/", "", "").await.is_err());
    let writes: Vec<String> = sandbox.log().iter().filter(|e| e.write).map(LogEntry::name).collect();
    assert_eq!(writes, ["iam:CreateRole", "eks:CreateCluster", "kubernetes:POST configmaps/default"]);
}

#[tokio::test(start_paused = true)]
async fn a_cut_watch_breaks_after_its_first_events() {
    let faults = vec!["kubernetes:WATCH *=cut".parse().expect("a rule")];
    let sandbox = open(Options { faults, ..Options::default() });
    let client = Client::new(&sandbox);
    let endpoint = client.make_cluster("dev").await;
    let uri = format!("{endpoint}/api/v1/namespaces?watch=true");
    let watch = client.kubernetes("GET", &uri, &client.token("dev"), "").await.expect("a stream");
    let mut stream = watch.into_body();
    assert!(stream.frame().await.expect("a frame").is_ok());
    assert!(stream.frame().await.expect("an error").is_err());
    assert!(stream.frame().await.is_none());
}
