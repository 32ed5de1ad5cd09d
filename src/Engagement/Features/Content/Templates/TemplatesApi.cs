using Engagement.Data;
using Engagement.Features.Content.Templates.Files;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Content.Templates;

/// <summary><c>/templates</c> in the API.</summary>
internal static class TemplatesApi
{
    internal sealed record TemplateResponse(
        Guid Id, string Name, OneOf<TemplateTypes> Kind, OneOf<LengthClasses> LengthClass,
        string Description, OneOf<TemplateStates> State, int Version, string Body, DateTimeOffset UpdatedAt);

    /// <summary>Either a template or a body; either a network or an account.</summary>
    internal sealed record RenderRequest(
        Guid ArticleId, Guid? TemplateId = null, string? Body = null, string? Network = null, Guid? AccountId = null);

    /// <summary>A template's words. <c>leftOut</c>: what its functions left out and why, such as a link that had no room.</summary>
    [SchemaName("RenderedTemplate")]
    internal sealed record RenderResponse(
        string? Text, int Length, int Limit, bool Valid, string? Problem, ErrorResponse? Error, IReadOnlyList<string> LeftOut);

    [SchemaName("TemplateError")]
    internal sealed record ErrorResponse(string Message, int Line, int Column);

    public static void Map(RouteGroupBuilder api)
    {
        var templates = api.MapGroup("/templates").WithTags("Templates").For(Area.Templates);
        templates.MapGet("/", ListAsync).WithName("listTemplates").WithSummary("Templates, oldest first")
            .Produces<Page<TemplateResponse>>();
        templates.MapGet("/{id:guid}", ReadAsync).WithName("getTemplate")
            .WithSummary("A template with its published words").Produces<TemplateResponse>().ProducesProblem(404);

        templates.MapGet("/files", ExportAsync).WithName("exportTemplates")
            .WithSummary("Published templates as files, in a zip").Produces(200, contentType: "application/zip");
        templates.MapPost("/files", ImportAsync).WithName("importTemplates")
            .WithSummary("Take templates from such a zip (the body itself, application/zip)")
            .Produces<IReadOnlyList<FileResponse>>().ProducesProblem(422);

        // Rendering changes nothing, so who may read may do it.
        api.MapPost("/templates/render", RenderAsync).WithName("renderTemplate").WithTags("Templates").For(Area.Own)
            .WithSummary("A template's words about an article, measured by a network's rule").Produces<RenderResponse>()
                .ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(Db db, string? after, int? take, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } refusal)
        {
            return refusal;
        }

        var sql = cursor is null ? TemplateSql.InOrder.Where() : TemplateSql.InOrder.Where(TemplateSql.AfterCursor);
        var rows = await db.QueryAsync<TemplateRow>(sql, new { cursor?.Time, AfterId = cursor?.Id, Take = count + 1 }, ct);
        return Results.Ok(Page<TemplateResponse>.Of(rows, count, ToResponse, row => new Cursor(row.CreatedAt, row.Id)));
    }

    /// <summary>What became of a folder: <c>Unchanged</c>, <c>Added</c>, <c>Updated</c> or <c>Refused</c>, and then why.</summary>
    [SchemaName("TemplateFile")]
    internal sealed record FileResponse(string Name, ImportTemplates.Outcome Outcome, string? Why, Guid? TemplateId);

    private static async Task<IResult> ExportAsync(ExportTemplates export, CancellationToken ct) =>
        Results.Bytes((await export.ZipAsync(null, ct))!, "application/zip", "templates.zip");

    private static async Task<IResult> ImportAsync(HttpContext http, ImportTemplates import, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            if (body.Length + read > ImportTemplates.MaxZip)
            {
                return Problems.Invalid([new FieldError("body", $"A zip has at most {ImportTemplates.MaxZip:N0} bytes.")]);
            }

            body.Write(buffer, 0, read);
        }

        body.Position = 0;
        return (await import.RunAsync(body, http.User.DisplayName(), ct)).Named(("File", "body"))
            .ToResult(lines => Results.Ok(lines.Select(l => new FileResponse(l.Name, l.Outcome, l.Why, l.Id))));
    }

    private static async Task<IResult> ReadAsync(Guid id, Db db, CancellationToken ct) =>
        await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is { } template
            ? Results.Ok(ToResponse(template))
            : Problems.Missing("There is no such template.");

    private static async Task<IResult> RenderAsync(RenderRequest body, RenderTemplate render, CancellationToken ct) =>
        body is { TemplateId: not null, Body: not null }
            ? Problems.Invalid([new FieldError("body", "Either a template or a body, not both.")])
        : body is { AccountId: not null, Network: not null }
            ? Problems.Invalid([new FieldError("network", "Either an account or a network, not both.")])
        : (await render.RunAsync(new(body.TemplateId, body.Body, body.ArticleId, body.AccountId, body.Network), ct))
            .ToResult(words => Results.Ok(new RenderResponse(
                words.Text, words.Measure?.Length ?? 0, words.Measure?.Limit ?? 0, words.Problem is null, words.Problem,
                words.Error is null ? null : new ErrorResponse(words.Error.Message, words.Error.Line, words.Error.Column), words.LeftOut)));

    private static TemplateResponse ToResponse(TemplateRow t) =>
        new(t.Id, t.Name, t.Kind, t.LengthClass, t.Description, t.State, t.Version, t.Body, t.UpdatedAt);
}
