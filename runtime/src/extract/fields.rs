//! From the fields of a message to a type. Forms and attributes hold text, so where the type asks
//! for a number, a boolean, a list or nothing, the text is read as that; and an error knows the
//! path of the field it is about.

use std::fmt;
use std::str::FromStr;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess,
    IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Value};

use crate::error::Error;

pub(super) fn read<T: DeserializeOwned>(fields: &Map<String, Value>) -> Result<T, Error> {
    T::deserialize(Fields(fields)).map_err(|misfit| Error::invalid(misfit.field, misfit.message))
}

/// Why a field does not fit, and which.
#[derive(Debug)]
struct Misfit {
    field: String,
    message: String,
}

impl Misfit {
    fn new(message: impl Into<String>) -> Self {
        Self {
            field: String::new(),
            message: message.into(),
        }
    }

    fn within(mut self, step: &str) -> Self {
        self.field = match self.field.as_str() {
            "" => step.to_owned(),
            rest if rest.starts_with('[') => format!("{step}{rest}"),
            rest => format!("{step}.{rest}"),
        };
        self
    }
}

impl std::error::Error for Misfit {}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            field: field.to_owned(),
            message: "is missing".to_owned(),
        }
    }
}

/// The whole form.
struct Fields<'a>(&'a Map<String, Value>);

/// One field.
struct Field<'a>(&'a Value);

impl<'de> Deserializer<'de> for Fields<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(Entries {
            entries: self.0.iter(),
            current: None,
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

struct Entries<'a> {
    entries: serde_json::map::Iter<'a>,
    current: Option<(&'a String, &'a Value)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        self.current = self.entries.next();
        match self.current {
            Some((key, _)) => {
                let key: StrDeserializer<'_, Misfit> = key.as_str().into_deserializer();
                seed.deserialize(key).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let (key, value) = self
            .current
            .take()
            .ok_or_else(|| Misfit::new("a value was asked for before its key"))?;
        seed.deserialize(Field(value))
            .map_err(|misfit| misfit.within(key))
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Field(item))
            .map(Some)
            .map_err(|misfit| misfit.within(&format!("[{index}]")))
    }
}

impl<'a> Field<'a> {
    /// A number from a script, or the text of one from a form.
    fn number<T: FromStr + Deserialize<'a>>(self) -> Option<T> {
        match self.0 {
            Value::String(text) => text.trim().parse().ok(),
            value => T::deserialize(value).ok(),
        }
    }

    /// A number that can be calculated with: `NaN`, `inf` and what is too large read as one, too.
    fn finite<T: Copy + FromStr + Deserialize<'a>>(
        self,
        check: fn(T) -> bool,
    ) -> Result<T, Misfit> {
        self.number()
            .filter(|number| check(*number))
            .ok_or_else(|| Misfit::new("must be a number"))
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $ty:ty, $expected:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            let number: Option<$ty> = self.number();
            visitor.$visit(number.ok_or_else(|| Misfit::new($expected))?)
        })*
    };
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., Some(number)) => visitor.visit_f64(number),
                _ => Err(Misfit::new("is not a number")),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items {
                items: items.iter(),
                index: 0,
            }),
            Value::Object(map) => visitor.visit_map(Entries {
                entries: map.iter(),
                current: None,
            }),
        }
    }

    numbers! {
        deserialize_i8 visit_i8 i8, "must be a whole number between -128 and 127";
        deserialize_i16 visit_i16 i16, "must be a whole number between -32768 and 32767";
        deserialize_i32 visit_i32 i32, "must be a whole number";
        deserialize_i64 visit_i64 i64, "must be a whole number";
        deserialize_i128 visit_i128 i128, "must be a whole number";
        deserialize_u8 visit_u8 u8, "must be a whole number between 0 and 255";
        deserialize_u16 visit_u16 u16, "must be a whole number between 0 and 65535";
        deserialize_u32 visit_u32 u32, "must be a whole number, 0 or more";
        deserialize_u64 visit_u64 u64, "must be a whole number, 0 or more";
        deserialize_u128 visit_u128 u128, "must be a whole number, 0 or more";
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_f32(self.finite(f32::is_finite)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_f64(self.finite(f64::is_finite)?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let value = match self.0 {
            Value::Bool(value) => Some(*value),
            Value::String(text) => match text.as_str() {
                "true" | "on" | "yes" | "1" => Some(true),
                "false" | "off" | "no" | "0" | "" => Some(false),
                _ => None,
            },
            _ => None,
        };
        match value {
            Some(value) => visitor.visit_bool(value),
            None => Err(Misfit::new("must be true or false")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Number(number) => visitor.visit_string(number.to_string()),
            _ => Err(Misfit::new("must be text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            Value::String(text) if text.is_empty() => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let items = match self.0 {
            Value::Array(items) => items.as_slice(),
            Value::Null => &[],
            // One of a group of checkboxes, or a multiple select with one choice.
            single => std::slice::from_ref(single),
        };
        visitor.visit_seq(Items {
            items: items.iter(),
            index: 0,
        })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        v: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_seq(v)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Object(map) => visitor.visit_map(Entries {
                entries: map.iter(),
                current: None,
            }),
            _ => Err(Misfit::new("must be a group of fields")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(name) if variants.contains(&name.as_str()) => {
                visitor.visit_enum(Variant(name))
            }
            _ => Err(Misfit::new(format!(
                "must be one of {}",
                variants.join(", ")
            ))),
        }
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct identifier ignored_any }
}

/// A choice by its name: what a select or a radio group sends.
struct Variant<'a>(&'a str);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        let name: StrDeserializer<'_, Misfit> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Misfit> {
        Err(Misfit::new("must be a plain choice"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(Misfit::new("must be a plain choice"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Misfit> {
        Err(Misfit::new("must be a plain choice"))
    }
}

#[cfg(test)]
mod tests;
