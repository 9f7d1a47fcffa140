namespace Tandem.Gateway.Problems;

/// <summary>The stable codes of errors. Programs depend on them: add, never rename.</summary>
internal static class ProblemCodes
{
    // Of the request as a whole.
    public const string BadRequest = "bad_request";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string RequestTimeout = "request_timeout";
    public const string Conflict = "conflict";
    public const string BodyTooLarge = "body_too_large";
    public const string TooManyRows = "too_many_rows";
    public const string EmptyBody = "empty_body";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string Invalid = "invalid";
    public const string AllRejected = "all_rejected";
    public const string TooBusy = "too_busy";
    public const string InternalError = "internal_error";
    public const string Unavailable = "unavailable";

    // Of parameters.
    public const string UnknownParameter = "unknown_parameter";
    public const string DuplicateParameter = "duplicate_parameter";
    public const string InvalidParameter = "invalid_parameter";
    public const string OutOfRange = "out_of_range";
    public const string PriceRangeEmpty = "price_range_empty";

    // Of one row or one field.
    public const string MalformedJson = "malformed_json";
    public const string NotAnObject = "not_an_object";
    public const string UnknownField = "unknown_field";
    public const string DuplicateField = "duplicate_field";
    public const string MissingField = "missing_field";
    public const string WrongType = "wrong_type";
    public const string InvalidText = "invalid_text";
    public const string TextTooLong = "text_too_long";
    public const string IdEmpty = "id_empty";
    public const string IdTooLong = "id_too_long";
    public const string ControlCharacter = "control_character";
    public const string UnknownAction = "unknown_action";
    public const string OccurredAtInvalid = "occurred_at_invalid";
    public const string OccurredAtNoOffset = "occurred_at_no_offset";
    public const string OccurredAtTooOld = "occurred_at_too_old";
    public const string OccurredAtInFuture = "occurred_at_in_future";
    public const string TooManyValues = "too_many_values";
    public const string IdMismatch = "id_mismatch";

    // Of what is stored.
    public const string NoBundle = "no_bundle";
    public const string BundleNotFound = "bundle_not_found";
    public const string BundleRefused = "bundle_refused";
    public const string BundleConflict = "bundle_conflict";
    public const string ItemNotFound = "item_not_found";
    public const string ItemRefused = "item_refused";
    public const string RevisionConflict = "revision_conflict";
}
