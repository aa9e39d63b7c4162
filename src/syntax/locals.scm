; What binds names inside of a function, and where such names end. Names of a scope are seen until
; its end; `@after` is where a name begins to be seen. Patterns are walked by the program, since a
; query can't say "any name in here".

(block) @scope
; Functions of an `impl` in a function can't be called by their names alone.
(declaration_list) @scope
(function_item) @scope
(closure_expression) @scope
(match_arm) @scope
(for_expression) @scope
(while_expression) @scope
; What an `if let` binds isn't seen in its `else`.
(if_expression consequence: (block) @until) @scope

(let_declaration pattern: (_) @let) @after
(let_condition pattern: (_) @arm) @after
(match_arm pattern: (match_pattern . (_) @after) @arm)
(for_expression pattern: (_) @loop value: (_) @after)
(parameters (parameter pattern: (_) @parameter) @after)
(self_parameter (self) @self) @after
(closure_parameters (parameter pattern: (_) @closure)) @after
(closure_parameters
  [(identifier) (tuple_pattern) (tuple_struct_pattern) (struct_pattern) (slice_pattern)
   (reference_pattern) (mut_pattern) (ref_pattern) (captured_pattern)] @closure) @after

(type_parameter name: (type_identifier) @generic)
(const_parameter name: (identifier) @generic)

(const_item name: (identifier) @const) @item
(static_item name: (identifier) @const) @item
(function_item name: (identifier) @function) @item

(ERROR) @broken
(MISSING) @broken
