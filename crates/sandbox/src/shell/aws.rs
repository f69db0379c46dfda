//! Calls of AWS services.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use super::{Answer, Origin, Shell, Ticket, body, pod_identity};
use crate::call::{Call, Caller, Fault, Reply};
use crate::ec2::region;
use crate::fault::FaultKind;
use crate::log::{LogEntry, Outcome, is_write, subject};
use crate::sign::{self, Refusal, Signature};
use crate::time::Time;
use crate::wire::{self, Protocol, Service, shape};
use crate::world::World;
use crate::{fixture, iam, sts};

/// Source: "Regions and endpoints", AWS General Reference.
const REGION: &str =
    "(af|ap|ca|eu|il|me|mx|sa|us|cn|us-gov|us-iso|us-isob)-(central|(north|south)?(east|west)|north|south)-[0-9]";

/// A request with the protocol taken off, not yet believed.
struct Opened {
    service: &'static Service,
    operation: String,
    input: Value,
    signature: Option<Signature>,
    region: String,
}

impl Shell {
    /// Answers one AWS request, or one to the pod identity agent.
    pub(crate) async fn answer_aws(&self, request: Request<Bytes>, origin: Origin) -> Answer {
        if pod_identity::is_agents(&request) {
            return self.answer_pod(&request, origin).await;
        }
        let opened = match open(&request) {
            Ok(opened) => opened,
            Err(unopened) => return self.refuse(*unopened).await,
        };
        let ticket = self.admit(opened.service.name, &opened.operation).await;
        let mut caller = None;
        let (outcome, reply) = match early(opened.service, &ticket) {
            Some((outcome, reply)) => (outcome, reply),
            None => {
                let reply = self.run(&request, &opened, origin, &mut caller).await;
                (None, reply)
            }
        };
        let outcome = outcome.unwrap_or_else(|| late(&ticket, &reply));
        self.record_aws(&opened, &ticket, caller, &reply, outcome.clone());
        self.pause(ticket.latency - ticket.latency / 2).await;
        if matches!(outcome, Outcome::LostBefore | Outcome::LostAfter) {
            return Answer::Lost;
        }
        let response = wire::encode(opened.service, &opened.operation, &ticket.request_id, &reply);
        let torn = outcome == Outcome::Cut;
        Answer::Whole(response.map(|bytes| if torn { body::torn(&bytes) } else { body::full(bytes) }))
    }

    /// A request that can't be opened is answered and recorded like any other.
    async fn refuse(&self, unopened: Unopened) -> Answer {
        let name = unopened.service.map_or("unknown", |service| service.name);
        let ticket = self.admit(name, &unopened.operation).await;
        let fault = unopened.fault;
        self.record(LogEntry {
            number: ticket.number,
            time: self.clock.now(),
            service: name.to_owned(),
            operation: unopened.operation,
            region: String::new(),
            caller: String::new(),
            resource: String::new(),
            write: false,
            status: fault.status,
            outcome: Outcome::Refused(fault.code.clone()),
        });
        self.pause(ticket.latency - ticket.latency / 2).await;
        let response: Response<Bytes> = match unopened.service {
            Some(service) => wire::encode(service, "", &ticket.request_id, &Err(fault)),
            None => wire::encode_unsent(&ticket.request_id, &fault, unopened.form),
        };
        Answer::Whole(response.map(body::full))
    }

    /// Lets the call have its effect; a receiving call waits for messages.
    async fn run(
        &self,
        request: &Request<Bytes>,
        opened: &Opened,
        origin: Origin,
        caller: &mut Option<Caller>,
    ) -> Reply {
        let deadline = self.clock.now() + patience(opened);
        let mut changes = self.subscribe();
        loop {
            let reply = self.act(request, opened, origin, caller);
            let empty = matches!(&reply, Ok(result) if result["Messages"].as_array().is_none_or(Vec::is_empty));
            if !empty || self.clock.now() >= deadline {
                return reply;
            }
            self.rest(&mut changes).await;
        }
    }

    /// One step under the world's lock.
    fn act(&self, request: &Request<Bytes>, opened: &Opened, origin: Origin, caller: &mut Option<Caller>) -> Reply {
        let mut world = self.world();
        let now = self.client_time(origin);
        let found = believe(&world, request, opened, now).map_err(|refusal| refusal.fault(opened.service))?;
        *caller = Some(found.clone());
        let partition = partition_of(&opened.region);
        if !matches!(opened.service.name, "iam" | "sts") && !has_region(&world, &found.account, &opened.region) {
            fixture::build_region(&mut world, &found.account, partition, &opened.region)?;
        }
        let mut call = Call {
            world: &mut world,
            service: opened.service.name,
            operation: opened.operation.clone(),
            input: opened.input.clone(),
            caller: found,
            region: opened.region.clone(),
            partition: partition.to_owned(),
        };
        if self.enforce {
            iam::authorize(&mut call)?;
        }
        let reply = (opened.service.handler)(&mut call);
        self.settle(&world, is_write(&opened.operation) || opened.service.name == "sts");
        reply.map(|answer| self.told(&world, answer, (opened.service.name, origin)))
    }

    fn record_aws(&self, opened: &Opened, ticket: &Ticket, caller: Option<Caller>, reply: &Reply, outcome: Outcome) {
        self.record(LogEntry {
            number: ticket.number,
            time: self.clock.now(),
            service: opened.service.name.to_owned(),
            operation: opened.operation.clone(),
            region: opened.region.clone(),
            caller: caller.map(|caller| caller.arn).unwrap_or_default(),
            resource: subject(&opened.input),
            write: is_write(&opened.operation),
            status: reply.as_ref().map_or_else(|fault| fault.status, |_| 200),
            outcome,
        });
    }
}

/// A request that could not be opened.
struct Unopened {
    /// Whether the request is a form.
    form: bool,
    service: Option<&'static Service>,
    operation: String,
    fault: Fault,
}

fn open(request: &Request<Bytes>) -> Result<Opened, Box<Unopened>> {
    let parsed = sign::parse(request);
    let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let form = kind.starts_with("application/x-www-form-urlencoded");
    let signing = parsed.as_ref().ok().and_then(|s| s.as_ref()).map(|s| s.service.as_str());
    let Some(service) = wire::service_of(request, signing) else {
        let operation = format!("{} {}", request.method(), request.uri().path());
        let fault = match signing {
            Some(name) => Fault::new(501, "NotImplemented", format!("the sandbox has no service {name}")),
            None => Fault::new(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
        };
        return Err(Box::new(Unopened { form, service: None, operation, fault }));
    };
    let unopened = |operation: String, fault| Box::new(Unopened { form, service: Some(service), operation, fault });
    let signature = parsed.map_err(|refusal| unopened(String::new(), refusal.fault(service)))?;
    let (operation, input) = wire::decode(service, request).map_err(|fault| unopened(String::new(), fault))?;
    let region = match &signature {
        Some(signature) => signature.region.clone(),
        None => host_region(request).unwrap_or("us-east-1").to_owned(),
    };
    Ok(Opened { service, operation, input, signature, region })
}

/// The region in `sts.eu-west-1.amazonaws.com`.
fn host_region(request: &Request<Bytes>) -> Option<&str> {
    let host = request.uri().host()?;
    host.split('.').nth(1).filter(|label| shape::matches(REGION, label))
}

/// Verifies the signature; operations that need none have an anonymous caller.
fn believe(world: &World, request: &Request<Bytes>, opened: &Opened, now: Time) -> Result<Caller, Refusal> {
    let Some(signature) = &opened.signature else {
        if opened.service.name == "sts" && sts::UNSIGNED.contains(&opened.operation.as_str()) {
            return Ok(Caller { arn: "anonymous".into(), user_id: String::new(), account: anonymous_account(opened) });
        }
        return Err(Refusal::Missing);
    };
    if !region::is_known(&signature.region) {
        return Err(Refusal::Incomplete("Credential should be scoped to a valid region.".to_owned()));
    }
    let caller = sign::verify(world, request, signature, now)?;
    let partition = world.accounts.get(&caller.account).map(|account| account.partition.as_str());
    if partition == Some(partition_of(&signature.region)) { Ok(caller) } else { Err(Refusal::UnknownKey) }
}

/// An unsigned call acts in the account of the role that it names.
fn anonymous_account(opened: &Opened) -> String {
    let arn = opened.input["RoleArn"].as_str().unwrap_or_default();
    arn.split(':').nth(4).unwrap_or_default().to_owned()
}

/// Source: AWS General Reference, "Amazon Resource Names".
pub(crate) fn partition_of(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else if region.starts_with("us-iso-") {
        "aws-iso"
    } else if region.starts_with("us-isob-") {
        "aws-iso-b"
    } else {
        "aws"
    }
}

fn has_region(world: &World, account: &str, region: &str) -> bool {
    world.accounts.get(account).is_some_and(|account| account.regions.contains_key(region))
}

/// How long a call may wait for something to receive.
fn patience(opened: &Opened) -> Duration {
    if opened.service.name != "sqs" || opened.operation != "ReceiveMessage" {
        return Duration::ZERO;
    }
    let seconds = opened.input["WaitTimeSeconds"].as_u64().unwrap_or(0);
    Duration::from_secs(seconds.min(20))
}

/// The end of a call that a fault keeps from having an effect.
fn early(service: &Service, ticket: &Ticket) -> Option<(Option<Outcome>, Reply)> {
    let fault = match ticket.fault.as_ref()? {
        FaultKind::LoseBefore => {
            return Some((Some(Outcome::LostBefore), Err(Fault::new(500, "Lost", "connection reset"))));
        }
        FaultKind::Throttle => throttled(service),
        FaultKind::Error { code, status } => Fault::new(*status, code, "this error was asked for"),
        _ => return None,
    };
    Some((None, Err(fault)))
}

fn late(ticket: &Ticket, reply: &Reply) -> Outcome {
    match (&ticket.fault, reply) {
        (Some(FaultKind::LoseAfter), _) => Outcome::LostAfter,
        (Some(FaultKind::Cut), _) => Outcome::Cut,
        (_, Ok(_)) => Outcome::Done,
        (_, Err(fault)) => Outcome::Refused(fault.code.clone()),
    }
}

/// Source: "Common errors" of the services' API references.
fn throttled(service: &Service) -> Fault {
    let (status, code) = match service.protocol {
        Protocol::Query => (400, "Throttling"),
        Protocol::Ec2 => (503, "RequestLimitExceeded"),
        Protocol::Json10 => (403, "RequestThrottled"),
        Protocol::Json11 => (400, "ThrottlingException"),
        Protocol::RestJson => (429, "ThrottlingException"),
    };
    Fault::new(status, code, "Rate exceeded")
}
