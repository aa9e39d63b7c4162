//! What the greeting of both is changed by: settings that are ours are taken out, and what we do is added
//! to what the server does.

use serde_json::{Value, json};

/// Fields of an item that the server must send with the list, for ranking reads them.
const READ: [&str; 6] = [
    "filterText",
    "sortText",
    "textEdit",
    "insertText",
    "kind",
    "tags",
];

/// `initialize` as the server gets it; none where nothing is to be changed.
pub(super) fn for_server(message: &Value) -> Option<Value> {
    let mut message = message.clone();
    let params = &mut message["params"];
    let options = params.pointer_mut("/initializationOptions");
    let options = options.and_then(Value::as_object_mut);
    let taken = options.and_then(|options| options.remove("habitus"));
    let lazy = "/capabilities/textDocument/completion/completionItem/resolveSupport/properties";
    let lazy = params.pointer_mut(lazy).and_then(Value::as_array_mut);
    // Where nothing is learned its lists stay as they are.
    let learns = taken
        .as_ref()
        .is_none_or(|own| own["learning"] != false && own["completion"] != false);
    let trimmed = lazy.filter(|_| learns).is_some_and(|names| {
        let before = names.len();
        names.retain(|name| !READ.iter().any(|read| name == read));
        names.len() < before
    });
    (taken.is_some() || trimmed).then_some(message)
}

/// The params of `initialize` as the learner gets them: what was agreed with the server holds, and nothing
/// of the server's settings is taken for ours.
pub(super) fn for_learner(params: &Value, answer: &Value) -> Value {
    let mut params = params.clone();
    let encoding = answer["capabilities"]["positionEncoding"].as_str();
    let encodings = json!([encoding.unwrap_or("utf-16")]);
    let own = params["initializationOptions"].get("habitus").cloned();
    let options = json!({ "habitus": own });
    let capabilities = ["capabilities", "general", "positionEncodings"];
    put(&mut params, &capabilities, encodings);
    // The server's watchers tell us too.
    let watchers = ["capabilities", "workspace", "didChangeWatchedFiles"];
    put(&mut params, &watchers, json!({}));
    put(&mut params, &["initializationOptions"], options);
    params
}

/// Puts a value where a path leads to; what stands in its way and is no object gives way to one.
fn put(value: &mut Value, path: &[&str], new: Value) {
    let Some((name, rest)) = path.split_first() else {
        *value = new;
        return;
    };
    if !value.is_object() {
        *value = json!({});
    }
    if let Some(inner) = value.as_object_mut() {
        put(inner.entry(*name).or_insert(Value::Null), rest, new);
    }
}

/// The server's answer with what we add.
pub(super) fn answered(result: &mut Value, command: &str) {
    let capabilities = &mut result["capabilities"];
    if !capabilities.is_object() {
        return;
    }
    let known = capabilities["executeCommandProvider"].get("commands");
    let known = known.and_then(Value::as_array).cloned();
    let mut commands = known.unwrap_or_default();
    commands.push(json!(command));
    let path = ["executeCommandProvider", "commands"];
    put(capabilities, &path, Value::Array(commands));
}

/// Takes our settings out of a value; whether there were some.
pub(super) fn take_out(settings: &mut Value) -> bool {
    let taken = settings
        .as_object_mut()
        .and_then(|all| all.remove("habitus"));
    taken.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_never_sees_our_settings() {
        let plain = json!({ "params": { "initializationOptions": { "cargo": {} } } });
        assert_eq!(for_server(&plain), None);
        let mut with = plain.clone();
        with["params"]["initializationOptions"]["habitus"] = json!({ "rows": 5 });
        assert_eq!(for_server(&with), Some(plain.clone()));
        let own = for_learner(
            &with["params"],
            &json!({ "capabilities": { "positionEncoding": "utf-8" } }),
        );
        assert_eq!(
            own["initializationOptions"],
            json!({ "habitus": { "rows": 5 } })
        );
        assert_eq!(
            own["capabilities"]["general"]["positionEncodings"],
            json!(["utf-8"])
        );
        let own = for_learner(&plain["params"], &json!({}));
        assert_eq!(own["initializationOptions"], json!({ "habitus": null }));
        assert_eq!(
            own["capabilities"]["general"]["positionEncodings"],
            json!(["utf-16"])
        );
        let own = for_learner(&json!({ "initializationOptions": null }), &json!({}));
        assert_eq!(own["initializationOptions"], json!({ "habitus": null }));
    }

    #[test]
    fn what_ranking_reads_comes_with_the_list() {
        let with = |names: Value| {
            json!({ "params": { "capabilities": { "textDocument": { "completion": { "completionItem": {
                "resolveSupport": { "properties": names } } } } } } })
        };
        let lazy = with(json!([
            "documentation",
            "filterText",
            "textEdit",
            "command"
        ]));
        assert_eq!(
            for_server(&lazy),
            Some(with(json!(["documentation", "command"])))
        );
        assert_eq!(for_server(&with(json!(["documentation"]))), None);
        let mut off = lazy.clone();
        off["params"]["initializationOptions"] = json!({ "habitus": { "learning": false } });
        let mut expected = lazy;
        expected["params"]["initializationOptions"] = json!({});
        assert_eq!(for_server(&off), Some(expected));
    }

    #[test]
    fn whatever_shape_a_greeting_has_it_is_understood() {
        for odd in [json!([]), json!("x"), json!(5), json!(true), Value::Null] {
            let params = json!({ "initializationOptions": odd,
                "capabilities": { "general": odd, "workspace": odd } });
            for_server(&json!({ "params": params }));
            let own = for_learner(&params, &json!({ "capabilities": odd }));
            assert_eq!(own["initializationOptions"], json!({ "habitus": null }));
            for_learner(&odd, &odd);
            let mut result = json!({ "capabilities": { "executeCommandProvider": odd } });
            answered(&mut result, "b");
            let commands = &result["capabilities"]["executeCommandProvider"]["commands"];
            assert_eq!(commands, &json!(["b"]));
        }
    }

    #[test]
    fn our_command_stands_beside_the_servers() {
        let mut result =
            json!({ "capabilities": { "executeCommandProvider": { "commands": ["a"] } } });
        answered(&mut result, "b");
        assert_eq!(
            result["capabilities"]["executeCommandProvider"]["commands"],
            json!(["a", "b"])
        );
        let mut result = json!({ "capabilities": { "hoverProvider": true } });
        answered(&mut result, "b");
        let expected =
            json!({ "hoverProvider": true, "executeCommandProvider": { "commands": ["b"] } });
        assert_eq!(result["capabilities"], expected);
    }
}
