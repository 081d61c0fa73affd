/** The one way to state a model: a struct that keeps the keys it does not know. */
import * as Schema from "effect/Schema"

/**
 * The schema that `Model` returns: a struct with a name of its own, whose `fields` another model can take over.
 */
export interface Model<Self, Fields extends Schema.Struct.Fields>
  extends Schema.Opaque<Self, Schema.Struct<Fields>, unknown> {
  readonly fields: Fields
}

// A newer server's keys survive decoding and encoding, at every depth.
const unknownKeys = [/*#__PURE__*/ Schema.Record(Schema.String, Schema.Unknown)] as const

/**
 * States a model: `export class Tag extends Model<Tag>()({ id: Schema.String }) {}`. In TypeScript it is the closed
 * struct, so a misspelt field does not compile; at run time keys that it does not know are kept.
 */
export const Model =
  <Self>() =>
  <const Fields extends Schema.Struct.Fields>(fields: Fields): Model<Self, Fields> => {
    const open = Schema.StructWithRest(Schema.Struct(fields), unknownKeys)
    // The cast closes the type: at run time there are more keys, which TypeScript is not told of on purpose.
    return Schema.make(open.ast, { fields }) as unknown as Model<Self, Fields>
  }

/**
 * A set of literals with room for those that a newer server adds: known ones are completed by the editor, any other
 * text is taken.
 */
export const openLiterals = <const L extends ReadonlyArray<string>>(
  literals: L
): Schema.Codec<L[number] | (string & {})> =>
  // At run time it is any text; the literals are for the editor, and as examples in the JSON Schema.
  Schema.String.annotate({ examples: literals }) as unknown as Schema.Codec<L[number] | (string & {})>
