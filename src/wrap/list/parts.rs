//! A reply with a list, taken apart in one pass: the items each by its fields, everything else as it is
//! written.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::item::Item;
use crate::wrap::json::Object;

/// A reply with a completion list.
pub(in crate::wrap) struct Reply<'a> {
    /// What the message holds besides its result.
    pub(super) message: Object<'a>,
    /// What is to stand round the items.
    pub(super) frame: Object<'a>,
    pub(super) items: Vec<Item<'a>>,
}

/// None where it is an error or no list.
pub(super) fn reply(body: &str) -> Option<Reply<'_>> {
    let mut from = serde_json::Deserializer::from_str(body);
    let (message, parts) = Message(body).deserialize(&mut from).ok()?;
    from.end().ok()?;
    let (mut frame, items) = parts?;
    // Another word is another order.
    frame.set("isIncomplete", "true");
    Some(Reply {
        message,
        frame,
        items,
    })
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

type Frame<'a> = (Object<'a>, Vec<Item<'a>>);

/// Each of these is the body, of which it reads a part.
struct Message<'a>(&'a str);

struct List<'a>(&'a str);

struct Items<'a>(&'a str);

struct One<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Message<'de> {
    type Value = (Object<'de>, Option<Frame<'de>>);
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Message<'de> {
    type Value = (Object<'de>, Option<Frame<'de>>);
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a reply")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let (mut message, mut list) = (Object::default(), None);
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "result" => list = Some(map.next_value_seed(List(self.0))?),
                "error" => return Err(M::Error::custom("an error")),
                _ => message.push(key, map.next_value::<&RawValue>()?),
            }
        }
        Ok((message, list))
    }
}

impl<'de> DeserializeSeed<'de> for List<'de> {
    type Value = Frame<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Frame<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'de> {
    type Value = Frame<'de>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_unit<E: Error>(self) -> Result<Frame<'de>, E> {
        Ok(Frame::default())
    }
    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<Frame<'de>, S::Error> {
        Ok((Object::default(), Items(self.0).visit_seq(seq)?))
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Frame<'de>, M::Error> {
        let (mut frame, mut items) = (Object::default(), None);
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "items" => items = Some(map.next_value_seed(Items(self.0))?),
                _ => frame.push(key, map.next_value::<&RawValue>()?),
            }
        }
        let items = items.ok_or_else(|| M::Error::missing_field("items"))?;
        Ok((frame, items))
    }
}

impl<'de> DeserializeSeed<'de> for Items<'de> {
    type Value = Vec<Item<'de>>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'de> {
    type Value = Vec<Item<'de>>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("items")
    }
    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(One(self.0))? {
            items.push(item);
        }
        Ok(items)
    }
}

impl<'de> DeserializeSeed<'de> for One<'de> {
    type Value = Item<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Item<'de>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One<'de> {
    type Value = Item<'de>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an item")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Item<'de>, M::Error> {
        let mut item = Item::new(self.0);
        // A name with an escape is none that a server writes; then the list stays as it is.
        while let Some(name) = map.next_key::<&'de str>()? {
            let raw: &'de RawValue = map.next_value()?;
            let taken = item.take(name, raw.get());
            taken.ok_or_else(|| M::Error::custom("a field twice"))?;
        }
        Ok(item)
    }
}
