//! From a request to its answer.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::discovery;
use super::openapi;
use super::operation::{Act, DeleteOptions, ListQuery, PatchKind, Target};
use super::options::Options;
use super::protobuf;
use super::rbac::Attributes;
use super::request::{Body, Request, Response, User};
use super::route::{Place, Route, route};
use super::selector::Selector;
use super::status::Status;
use super::table::{self, Form};
use super::watch::WatchSpec;
use crate::time::Time;

/// A request on its way: everything that the verbs look at.
struct Asked<'a> {
    user: &'a User,
    request: &'a Request,
    options: Options,
    place: Place,
    form: Form,
}

impl Cluster {
    /// Answers one request.
    pub fn handle(&mut self, now: Time, user: &User, request: &Request) -> Response {
        self.settle(now);
        match route(self, &request.path) {
            Route::Resource(place) => {
                let asked =
                    Asked { user, request, options: Options::of(request), place, form: Form::of(&request.accept) };
                self.answer(&asked).unwrap_or_else(Response::from)
            }
            other => self.answer_path(user, request, &other),
        }
    }

    fn answer_path(&mut self, user: &User, request: &Request, route: &Route) -> Response {
        let verb = request.method.to_lowercase();
        let path = request.path.split('?').next().unwrap_or_default().to_owned();
        let wanted = match route {
            Route::Unserved { group, plural, namespace, name } => Attributes {
                verb: verb_of(request, !name.is_empty(), false).to_owned(),
                group: group.clone(),
                resource: plural.clone(),
                namespace: namespace.clone(),
                name: name.clone(),
                path: String::new(),
            },
            _ => Attributes { verb, path, ..Attributes::default() },
        };
        let public = matches!(route, Route::Version | Route::Health);
        if let (Err(status), false) = (self.authorize(user, &wanted), public) {
            return status.into();
        }
        match route {
            Route::Version => Response::json(200, &discovery::version(self)),
            Route::Health => Response::text(200, "ok"),
            Route::Versions => discovery::versions(self, &request.accept),
            Route::Groups => discovery::groups(self, &request.accept),
            Route::Group(name) => discovery::group(self, name),
            Route::Resources(group, version) => discovery::resources(self, group, version),
            Route::OpenApi(rest) => openapi::answer(self, rest),
            Route::Root => Response::json(200, &discovery::paths(self)),
            // The aggregation layer answers for groups that it does not know yet.
            Route::Unknown | Route::Unserved { .. } | Route::Resource(_) => Response::text(404, "404 page not found\n"),
        }
    }

    fn answer(&mut self, asked: &Asked<'_>) -> Result<Response, Status> {
        let verb = asked.verb();
        self.authorize(asked.user, &asked.attributes(verb))?;
        let target = asked.target();
        if asked.place.resource.asked {
            let review = self.review(asked.user, &target.resource, &target.namespace, &asked.body()?)?;
            return Ok(Response::json(201, &review));
        }
        let act = asked.act()?;
        if !asked.place.subresource.is_empty() && asked.place.subresource != "status" {
            return self.answer_subresource(asked, verb, &act, &target);
        }
        match verb {
            "get" => {
                let found = self.load(&target.resource, &target.namespace, &target.name).cloned();
                let mut object = found.ok_or_else(|| target.not_found())?;
                object["apiVersion"] = json!(target.resource.api_version());
                Ok(self.shown(asked, 200, object))
            }
            "list" => self.answer_list(asked),
            "watch" => self.answer_watch(asked),
            "create" => {
                let object = self.create(&act, &target, asked.body()?)?;
                Ok(self.shown(asked, 201, object))
            }
            "update" => {
                let object = self.update(&act, &target, asked.body()?)?;
                Ok(self.shown(asked, 200, object))
            }
            "patch" => self.answer_patch(asked, &act, &target),
            "delete" => {
                let options = asked.delete_options()?;
                let (object, gone) = self.delete(&act, &target, &options)?;
                let answer = if gone { deleted(&target, &object) } else { object };
                Ok(Response::json(200, &answer))
            }
            "deletecollection" => self.answer_delete_collection(asked, &act),
            _ => Err(Status::method_not_allowed()),
        }
    }

    fn shown(&mut self, asked: &Asked<'_>, status: u16, object: Value) -> Response {
        let shown = match asked.form {
            Form::Plain => object,
            Form::Table => {
                let metadata = json!({ "resourceVersion": object["metadata"]["resourceVersion"] });
                let include = asked.options.get("includeObject").to_owned();
                table::table(self, &asked.place.resource, vec![object], &metadata, &include)
            }
            Form::Metadata => table::partial(object),
        };
        Response::json(status, &shown)
    }

    fn answer_list(&mut self, asked: &Asked<'_>) -> Result<Response, Status> {
        let resource = &asked.place.resource;
        let mut query = ListQuery {
            namespace: asked.place.namespace.clone(),
            selector: asked.selector()?,
            limit: asked.options.number("limit").unwrap_or(0) as usize,
            after: String::new(),
        };
        let token = asked.options.get("continue");
        if !token.is_empty() {
            query.continue_from(token)?;
        }
        let (objects, metadata) = self.list(resource, &query)?;
        let document = match asked.form {
            Form::Table => {
                let include = asked.options.get("includeObject").to_owned();
                table::table(self, resource, objects, &metadata, &include)
            }
            Form::Metadata => json!({
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
                "items": objects.into_iter().map(table::partial).collect::<Vec<_>>(),
            }),
            Form::Plain => {
                let strip = |mut object: Value| {
                    if let (false, Some(fields)) = (resource.is_custom(), object.as_object_mut()) {
                        fields.shift_remove("apiVersion");
                        fields.shift_remove("kind");
                    }
                    object
                };
                json!({ "kind": resource.list_kind, "apiVersion": resource.api_version(), "metadata": metadata,
                    "items": objects.into_iter().map(strip).collect::<Vec<_>>() })
            }
        };
        Ok(Response::json(200, &document))
    }

    fn answer_watch(&mut self, asked: &Asked<'_>) -> Result<Response, Status> {
        let resource = &asked.place.resource;
        let version = asked.options.get("resourceVersion");
        let from = match version {
            "" => 0,
            given => given.parse::<u64>().map_err(|_| {
                Status::bad_request(format!(
                    "resourceVersion: Invalid value: \"{given}\": strconv.ParseUint: invalid syntax"
                ))
            })?,
        };
        let send = asked.options.get("sendInitialEvents");
        let initial = send == "true" || (from == 0 && send != "false");
        let from = match (initial, from) {
            (true, _) => 0,
            (false, 0) => self.revision,
            (false, from) => from,
        };
        let mut selector = asked.selector()?;
        if !asked.place.name.is_empty() {
            selector.fields.push(("metadata.name".to_owned(), asked.place.name.clone(), true));
        }
        let spec = WatchSpec {
            resource: resource.key(),
            from,
            timeout_seconds: asked.options.number("timeoutSeconds"),
            api_version: resource.api_version(),
            namespace: asked.place.namespace.clone(),
            selector,
            initial,
            bookmark: send == "true" && asked.options.flag("allowWatchBookmarks"),
            as_table: asked.form == Form::Table,
            only_metadata: asked.form == Form::Metadata,
        };
        Ok(Response { status: 200, content_type: "application/json".to_owned(), body: Body::Watch(spec) })
    }

    fn answer_patch(&mut self, asked: &Asked<'_>, act: &Act, target: &Target) -> Result<Response, Status> {
        let kind = match asked.request.content_type.split(';').next().unwrap_or_default().trim() {
            "application/json-patch+json" => PatchKind::Json,
            "application/merge-patch+json" => PatchKind::Merge,
            "application/strategic-merge-patch+json" => PatchKind::Strategic,
            "application/apply-patch+yaml" => {
                let act = Act { manager: asked.options.get("fieldManager").to_owned(), ..act.clone() };
                let force = asked.options.flag("force");
                let (object, created) = self.apply(&act, target, asked.yaml()?, force)?;
                return Ok(self.shown(asked, if created { 201 } else { 200 }, object));
            }
            other => return Err(Status::unsupported_media_type(other)),
        };
        let object = self.patch(act, target, kind, &asked.body()?)?;
        Ok(self.shown(asked, 200, object))
    }

    fn answer_delete_collection(&mut self, asked: &Asked<'_>, act: &Act) -> Result<Response, Status> {
        let resource = &asked.place.resource;
        let query =
            ListQuery { namespace: asked.place.namespace.clone(), selector: asked.selector()?, ..ListQuery::default() };
        let (objects, metadata) = self.list(resource, &query)?;
        let options = asked.delete_options()?;
        for object in &objects {
            let target = Target {
                resource: resource.clone(),
                namespace: super::store::namespace_of(object).to_owned(),
                name: super::store::name_of(object).to_owned(),
            };
            self.delete(act, &target, &options)?;
        }
        let document = json!({ "kind": resource.list_kind, "apiVersion": resource.api_version(),
            "metadata": metadata, "items": objects });
        Ok(Response::json(200, &document))
    }

    fn answer_subresource(
        &mut self,
        asked: &Asked<'_>,
        verb: &str,
        act: &Act,
        target: &Target,
    ) -> Result<Response, Status> {
        let success =
            || json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201 });
        match (asked.place.subresource.as_str(), verb) {
            ("scale", "get") => Ok(Response::json(200, &self.scale(target)?)),
            ("scale", "update") => Ok(Response::json(200, &self.set_scale(act, target, &asked.body()?)?)),
            ("scale", "patch") => {
                let scale = super::patch::merge(&self.scale(target)?, &asked.body()?);
                Ok(Response::json(200, &self.set_scale(act, target, &scale)?))
            }
            ("eviction", "create") => {
                self.evict(act, target, &asked.body()?)?;
                Ok(Response::json(201, &success()))
            }
            ("binding", "create") => {
                self.bind_pod(act, target, &asked.body()?)?;
                Ok(Response::json(201, &success()))
            }
            ("token", "create") => Ok(Response::json(201, &self.issue_token(act, target, &asked.body()?)?)),
            ("log", "get") => {
                let pod = self.load(&target.resource, &target.namespace, &target.name);
                Err(super::operation::unreachable_log(pod.ok_or_else(|| target.not_found())?))
            }
            ("finalize", "update") => {
                let act = Act { subresource: String::new(), ..act.clone() };
                Ok(Response::json(200, &self.update(&act, target, asked.body()?)?))
            }
            _ => Err(Status::method_not_allowed()),
        }
    }
}

fn deleted(target: &Target, object: &Value) -> Value {
    let mut details = json!({ "name": target.name });
    if !target.resource.group.is_empty() {
        details["group"] = json!(target.resource.group);
    }
    details["kind"] = json!(target.resource.plural);
    details["uid"] = object["metadata"]["uid"].clone();
    json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details })
}

/// The verb that authorisation knows a request by.
fn verb_of(request: &Request, named: bool, watch: bool) -> &'static str {
    match (request.method.as_str(), named) {
        ("GET" | "HEAD", _) if watch => "watch",
        ("GET" | "HEAD", true) => "get",
        ("GET" | "HEAD", false) => "list",
        ("POST", _) => "create",
        ("PUT", true) => "update",
        ("PATCH", true) => "patch",
        ("DELETE", true) => "delete",
        ("DELETE", false) => "deletecollection",
        _ => "",
    }
}

impl Asked<'_> {
    fn verb(&self) -> &'static str {
        verb_of(self.request, !self.place.name.is_empty(), self.options.flag("watch"))
    }

    fn attributes(&self, verb: &str) -> Attributes {
        let plural = &self.place.resource.plural;
        let resource = match self.place.subresource.as_str() {
            "" => plural.clone(),
            sub => format!("{plural}/{sub}"),
        };
        Attributes {
            verb: verb.to_owned(),
            group: self.place.resource.group.clone(),
            resource,
            namespace: if self.place.resource.is("", "namespaces") {
                self.place.name.clone()
            } else {
                self.place.namespace.clone()
            },
            name: self.place.name.clone(),
            path: String::new(),
        }
    }

    fn target(&self) -> Target {
        Target {
            resource: self.place.resource.clone(),
            namespace: self.place.namespace.clone(),
            name: self.place.name.clone(),
        }
    }

    fn act(&self) -> Result<Act, Status> {
        let manager = match self.options.get("fieldManager") {
            "" => self.request.user_agent.split('/').next().filter(|one| !one.is_empty()).unwrap_or("unknown"),
            given => given,
        };
        Ok(Act {
            user: self.user.clone(),
            manager: manager.to_owned(),
            dry_run: self.options.dry_run()?,
            validation: self.options.field_validation(),
            subresource: self.place.subresource.clone(),
        })
    }

    fn selector(&self) -> Result<Selector, Status> {
        Selector::parse(self.options.get("labelSelector"), self.options.get("fieldSelector"))
    }

    fn body(&self) -> Result<Value, Status> {
        let kind = self.request.content_type.split(';').next().unwrap_or_default().trim();
        if kind.ends_with("yaml") {
            return self.yaml();
        }
        if kind.ends_with("protobuf") {
            return protobuf::decode(&self.request.body);
        }
        if kind.ends_with("cbor") {
            return Err(Status::unsupported_media_type(kind));
        }
        serde_json::from_slice(&self.request.body)
            .map_err(|error| Status::bad_request(format!("couldn't get version/kind; json parse error: {error}")))
    }

    fn yaml(&self) -> Result<Value, Status> {
        if let Ok(value) = serde_json::from_slice(&self.request.body) {
            return Ok(value);
        }
        let text = String::from_utf8_lossy(&self.request.body);
        serde_saphyr::from_str(&text).map_err(|error| Status::bad_request(format!("error decoding YAML: {error}")))
    }

    fn delete_options(&self) -> Result<DeleteOptions, Status> {
        let body = if self.request.body.is_empty() { Value::Null } else { self.body()? };
        let mut options = DeleteOptions::of(&body);
        if self.options.has("propagationPolicy") {
            options.propagation = self.options.get("propagationPolicy").to_owned();
        }
        if let Some(seconds) = self.options.number("gracePeriodSeconds") {
            options.grace_seconds = Some(seconds as i64);
        }
        Ok(options)
    }
}
