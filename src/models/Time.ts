/**
 * The three clocks of the backend. Chats, files and users count seconds, the inside of a chat milliseconds, and notes,
 * channels, messages, calendars, automations and apps nanoseconds, which only a `bigint` holds exactly.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/**
 * Whole seconds since 1970.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EpochSeconds = /*#__PURE__*/ Schema.Int.annotate({ identifier: "EpochSeconds" })

/**
 * Whole milliseconds since 1970.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EpochMillis = /*#__PURE__*/ Schema.Int.annotate({ identifier: "EpochMillis" })

/**
 * Nanoseconds since 1970, exactly.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EpochNanos: Schema.Codec<bigint, bigint | number> = /*#__PURE__*/ Schema.Union([
  Schema.BigInt,
  Schema.Int
]).pipe(
  Schema.decodeTo(
    Schema.BigInt,
    // A small number, such as 0, is read from JSON as a number; what is written is a bigint.
    SchemaTransformation.transform({
      decode: (time: bigint | number) => BigInt(time),
      encode: (time): bigint | number => time
    })
  )
)

/**
 * A time of the backend as a `DateTime.Utc`, from its seconds.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromSeconds = (seconds: number): DateTime.Utc => DateTime.makeUnsafe(seconds * 1000)

/**
 * A time of the backend as a `DateTime.Utc`, from its milliseconds.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromMillis = (millis: number): DateTime.Utc => DateTime.makeUnsafe(millis)

/**
 * A time of the backend as a `DateTime.Utc`, from its nanoseconds; what is finer than a millisecond is cut off.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromNanos = (nanos: bigint): DateTime.Utc => DateTime.makeUnsafe(Number(nanos / 1_000_000n))
