//! JSON of which a few fields are looked at or changed; the rest goes on byte for byte and in its order.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

/// What a message is. Reads no further than it must: what it says may be long, and stands last as a rule.
pub(super) struct Peek<'a> {
    id: Option<&'a RawValue>,
    pub method: Option<Cow<'a, str>>,
    /// All is known; the rest isn't read.
    is_done: bool,
}

impl<'a> Peek<'a> {
    /// `None` where it is no message.
    pub(super) fn at(body: &'a [u8]) -> Option<Peek<'a>> {
        let mut peek = Peek {
            id: None,
            method: None,
            is_done: false,
        };
        let mut from = serde_json::Deserializer::from_slice(body);
        let whole = from.deserialize_map(Look(&mut peek));
        // It ends early where all is known.
        (whole.is_ok() || peek.is_done).then_some(peek)
    }

    /// The id as it is written.
    pub(super) fn id(&self) -> Option<&'a str> {
        self.id.map(RawValue::get).filter(|id| *id != "null")
    }

    /// Whether it wants an answer.
    pub(super) fn is_request(&self) -> bool {
        self.id().is_some() && self.method.is_some()
    }
}

struct Look<'p, 'a>(&'p mut Peek<'a>);

impl<'de> Visitor<'de> for Look<'_, 'de> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a message")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "id" => self.0.id = Some(map.next_value()?),
                "method" => self.0.method = Some(map.next_value::<Key>()?.0),
                // A reply has no method.
                "result" | "error" if self.0.id.is_some() => self.0.is_done = true,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            self.0.is_done |= self.0.id.is_some() && self.0.method.is_some();
            if self.0.is_done {
                return Err(M::Error::custom("no need to read on"));
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// An object whose values are as they were written.
#[derive(Default)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Object<'a> {
    /// `None` where it is none.
    pub(super) fn read(text: &'a str) -> Option<Object<'a>> {
        serde_json::from_str(text).ok()
    }

    /// Adds a value as it is written.
    pub(super) fn push(&mut self, name: Cow<'a, str>, raw: &'a RawValue) {
        self.0.push((name, Cow::Borrowed(raw.get())));
    }

    /// A value as it is written; null is none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, raw)| &**raw).filter(|raw| *raw != "null")
    }

    /// A string.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        text(self.get(name)?)
    }

    /// An object in it.
    pub(super) fn object(&self, name: &str) -> Option<Object<'_>> {
        Object::read(self.get(name)?)
    }

    /// Whether it says so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// Puts a value, as it is to be written, in the place of an older one or at the end.
    pub(super) fn set(&mut self, name: &'static str, raw: impl Into<Cow<'a, str>>) {
        let raw = raw.into();
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, known)) => *known = raw,
            None => self.0.push((Cow::Borrowed(name), raw)),
        }
    }

    /// Takes a value out.
    pub(super) fn remove(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    /// Writes it behind what is there.
    pub(super) fn write(&self, out: &mut String) {
        out.push('{');
        for (i, (key, raw)) in self.0.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            match is_plain(key) {
                true => out.extend(["\"", key, "\":"]),
                false => out.extend([&quoted(key), ":"]),
            }
            out.push_str(raw);
        }
        out.push('}');
    }

    /// Writes it with one value, which is long, in the place of an older one or at the end.
    pub(super) fn write_with(&self, name: &str, out: &mut String, long: impl FnOnce(&mut String)) {
        out.push('{');
        for (key, raw) in self.0.iter().filter(|(key, _)| key != name) {
            out.extend([&quoted(key), ":", raw, ","]);
        }
        out.extend(["\"", name, "\":"]);
        long(out);
        out.push('}');
    }

    /// As it is written.
    pub(super) fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

/// A string from how it is written.
pub(super) fn text(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    if let Some(inner) = inner.filter(|inner| is_plain(inner)) {
        return Some(Cow::Borrowed(inner));
    }
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str::<Text>(raw).ok().map(|text| text.0)
}

/// Whether a string is written as it reads.
fn is_plain(text: &str) -> bool {
    // Of all bytes: that goes many at a time.
    let is_special = |b: u8| (b < 0x20) | (b == b'"') | (b == b'\\');
    !text.bytes().fold(false, |any, b| any | is_special(b))
}

/// How a string is written.
pub(super) fn quoted(text: &str) -> String {
    match is_plain(text) {
        true => format!("\"{text}\""),
        false => Value::from(text).to_string(),
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Object<'a>, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Object<'de>, M::Error> {
                let mut all = Vec::with_capacity(16);
                while let Some((key, raw)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    all.push((key.0, Cow::Borrowed(raw.get())));
                }
                Ok(Object(all))
            }
        }
        from.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_isnt_touched_stays_as_it_is_written() {
        let text = r#"{"b":1.0,"a" : {"x": 1e3, "ä\u0041":[ 1 ]},"\u0062c":"\ud83d","n":null}"#;
        let mut object = Object::read(text).expect("an object");
        assert_eq!(object.get("a"), Some(r#"{"x": 1e3, "ä\u0041":[ 1 ]}"#));
        assert_eq!(object.get("bc"), Some(r#""\ud83d""#), "which is no text");
        assert_eq!(object.text("bc"), None);
        assert_eq!(object.get("n"), None);
        object.set("b", "2");
        object.set("new", quoted("a\"\n"));
        object.remove("n");
        let expected = r#"{"b":2,"a":{"x": 1e3, "ä\u0041":[ 1 ]},"bc":"\ud83d","new":"a\"\n"}"#;
        assert_eq!(object.to_text(), expected);
        assert!(Object::read("[1]").is_none() && Object::read("{").is_none());
    }

    #[test]
    fn a_message_is_known_by_its_id_and_method() {
        let peek = |body: &str| {
            let peek = Peek::at(body.as_bytes())?;
            Some((
                peek.id().map(str::to_owned),
                peek.method.map(|m| m.into_owned()),
            ))
        };
        let both = peek(r#"{"params":{"id":3,"x":"\ud83d"},"id":"a\n","method":"x\/y"}"#);
        assert_eq!(both, Some((Some("\"a\\n\"".into()), Some("x/y".into()))));
        assert_eq!(peek(r#"{"id":null,"result":1}"#), Some((None, None)));
        let reply = peek(r#"{"id":5,"result":{"method":"x"}}"#);
        assert_eq!(reply, Some((Some("5".into()), None)));
        let late = peek(r#"{"result":1,"id":5}"#);
        assert_eq!(late, Some((Some("5".into()), None)));
        let told = peek(r#"{"method":"x","params":{"id":7}}"#);
        assert_eq!(told, Some((None, Some("x".into()))));
        assert!(peek(r#"{"method":"x","params":"#).is_none());
        assert_eq!(peek("[]x"), None);
        assert_eq!(peek("nonsense"), None);
    }
}
