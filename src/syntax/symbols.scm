; What a file declares. Containers give names to what stands in them; nothing is taken from
; function bodies or from errors (`@closed`).

(function_item name: (identifier) @name) @function
(function_signature_item name: (identifier) @name) @function
(struct_item name: (type_identifier) @name) @struct
(union_item name: (type_identifier) @name) @struct
(enum_item name: (type_identifier) @name) @enum
(enum_variant name: (identifier) @name) @variant
(field_declaration name: (field_identifier) @name) @field
(trait_item name: (type_identifier) @name) @trait
(type_item name: (type_identifier) @name) @alias
(associated_type name: (type_identifier) @name) @alias
(const_item name: (identifier) @name) @const
(static_item name: (identifier) @name) @static
(mod_item name: (identifier) @name) @module
(macro_definition name: (identifier) @name) @macro
(impl_item type: (_) @name) @impl

(function_item body: (block) @closed)
(const_item value: (_) @closed)
(static_item value: (_) @closed)
(ERROR) @closed
