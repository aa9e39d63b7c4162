//! A reply with a list, taken apart in one pass: the items each by its fields, everything else as it is
//! written.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::wrap::json::Object;

/// A completion result.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// What stands round the items, where that is more than an array.
    pub frame: Object<'a>,
    pub items: Vec<Object<'a>>,
}

/// The fields of a reply but for its result, and that; none where it is an error or no list.
pub(super) fn reply(body: &str) -> Option<(Object<'_>, Parts<'_>)> {
    let Message(message, parts) = serde_json::from_str(body).ok()?;
    Some((message, parts?))
}

struct Message<'a>(Object<'a>, Option<Parts<'a>>);

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Message<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Message<'a>, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Message<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a reply")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Message<'de>, M::Error> {
                let mut message = Message(Object::default(), None);
                while let Some(Key(key)) = map.next_key()? {
                    match &*key {
                        "result" => message.1 = Some(map.next_value()?),
                        "error" => return Err(M::Error::custom("an error")),
                        _ => message.0.push(key, map.next_value::<&RawValue>()?),
                    }
                }
                Ok(message)
            }
        }
        from.deserialize_map(Fields)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Parts<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Parts<'a>, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Parts<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_unit<E: Error>(self) -> Result<Parts<'de>, E> {
                Ok(Parts::default())
            }
            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Parts<'de>, S::Error> {
                let mut parts = Parts::default();
                while let Some(item) = seq.next_element()? {
                    parts.items.push(item);
                }
                Ok(parts)
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Parts<'de>, M::Error> {
                let (mut frame, mut items) = (Object::default(), None);
                while let Some(Key(key)) = map.next_key()? {
                    match &*key {
                        "items" => items = Some(map.next_value()?),
                        _ => frame.push(key, map.next_value::<&RawValue>()?),
                    }
                }
                let items = items.ok_or_else(|| M::Error::missing_field("items"))?;
                Ok(Parts { frame, items })
            }
        }
        from.deserialize_any(Whole)
    }
}
