//! JSON of which a few fields are looked at or changed; the rest goes on byte for byte and in its order.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

/// What a message is, without reading what it says.
#[derive(Deserialize)]
pub(super) struct Peek<'a> {
    #[serde(borrow)]
    pub id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub method: Option<Cow<'a, str>>,
}

impl<'a> Peek<'a> {
    /// `None` where it is no message.
    pub(super) fn at(body: &'a [u8]) -> Option<Peek<'a>> {
        serde_json::from_slice(body).ok()
    }

    /// The id as it is written.
    pub(super) fn id(&self) -> Option<&'a str> {
        self.id.map(RawValue::get).filter(|id| *id != "null")
    }
}

/// An object whose values are as they were written.
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Object<'a> {
    /// `None` where it is none.
    pub(super) fn read(text: &'a str) -> Option<Object<'a>> {
        serde_json::from_str(text).ok()
    }

    /// With nothing in it.
    pub(super) fn empty() -> Object<'a> {
        Object(Vec::new())
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
            out.push_str(if i > 0 { "," } else { "" });
            out.push_str(&quoted(key));
            out.push(':');
            out.push_str(raw);
        }
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
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str::<Text>(raw).ok().map(|text| text.0)
}

/// How a string is written.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |b: u8| b >= 0x20 && b != b'"' && b != b'\\';
    match text.bytes().all(is_plain) {
        true => format!("\"{text}\""),
        false => Value::from(text).to_string(),
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Object<'a>, D::Error> {
        struct Fields;
        #[derive(Deserialize)]
        struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
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
        assert_eq!(peek("[]x"), None);
        assert_eq!(peek("nonsense"), None);
    }
}
