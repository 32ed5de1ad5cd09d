using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Publishing.Deliveries;
using Microsoft.OpenApi;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>The events of <see cref="WebhookEvents"/> as the document says them: what a receiver is sent.</summary>
internal static class WebhookDocument
{
    private static readonly OpenApiSchema Text = new() { Type = JsonSchemaType.String };
    private static readonly OpenApiSchema MaybeText = new() { Type = JsonSchemaType.String | JsonSchemaType.Null };
    private static readonly OpenApiSchema Id = new() { Type = JsonSchemaType.String, Format = "uuid" };
    private static readonly OpenApiSchema MaybeId = new() { Type = JsonSchemaType.String | JsonSchemaType.Null, Format = "uuid" };
    private static readonly OpenApiSchema Time = new() { Type = JsonSchemaType.String, Format = "date-time" };
    private static readonly OpenApiSchema MaybeTime = new() { Type = JsonSchemaType.String | JsonSchemaType.Null, Format = "date-time" };
    private static readonly OpenApiSchema Number = new() { Type = JsonSchemaType.Integer, Format = "int64" };

    public static Dictionary<string, IOpenApiPathItem> Of(OpenApiDocument document)
    {
        var ticket = new OpenApiSchemaReference("Ticket", document);
        var message = Define(document, "MessageEventData", ("ticket", ticket), ("message", Define(document, "EventMessage",
            ("id", Id), ("kind", new OpenApiSchemaReference(MessageKinds.Name, document)), ("author", Text),
            ("text", Text), ("url", MaybeText), ("deliveryId", MaybeId), ("saidAt", Time))));
        var delivery = Define(document, "DeliveryEventData",
            ("id", Id), ("kind", new OpenApiSchemaReference(DeliveryKinds.Name, document)),
            ("state", new OpenApiSchemaReference("DeliveryState", document)),
            ("postId", MaybeId), ("title", MaybeText), ("ticketId", MaybeId),
            ("ticketNumber", new OpenApiSchema { Type = JsonSchemaType.Integer | JsonSchemaType.Null, Format = "int64" }),
            ("messageId", MaybeId), ("articleId", MaybeId),
            ("accountId", Id), ("accountName", Text), ("network", Text), ("dueAt", Time),
            ("publishedAt", MaybeTime), ("remoteId", MaybeText), ("url", MaybeText), ("errorKind", MaybeText), ("error", MaybeText));
        var data = new Dictionary<string, IOpenApiSchema>
        {
            [WebhookEvents.TicketCreated] = Define(document, "TicketCreatedData", ("ticket", ticket)),
            [WebhookEvents.TicketChanged] = Define(document, "TicketChangedData",
                ("ticket", ticket), ("change", Define(document, "TicketChange",
                    ("what", Text), ("before", MaybeText), ("after", MaybeText), ("by", Text)))),
            [WebhookEvents.MessageReceived] = message,
            [WebhookEvents.MessageSent] = message,
            [WebhookEvents.NoteAdded] = message,
            [WebhookEvents.DeliveryPublished] = delivery,
            [WebhookEvents.DeliveryFailed] = delivery,
            [WebhookEvents.OpportunityChanged] = new OpenApiSchemaReference("Opportunity", document),
            [WebhookEvents.RuleRan] = Define(document, "RuleRanData",
                ("ticketId", Id), ("number", Number), ("rule", Text), ("ruleId", Id), ("did", Text)),
            [WebhookEvents.NoticeRaised] = Define(document, "NoticeRaisedData", ("id", Id),
                ("kind", new OpenApiSchemaReference(NoticeTypes.Name, document)), ("title", Text), ("text", Text), ("link", Text)),
            [WebhookEvents.Ping] = Define(document, "PingData", ("endpoint", Text), ("by", Text)),
        };
        return WebhookEvents.All.Append((Type: WebhookEvents.Ping, Says: "A test call"))
            .ToDictionary(e => e.Type, e => Item(document, e.Type, e.Says, data[e.Type]));
    }

    private static IOpenApiPathItem Item(OpenApiDocument document, string type, string says, IOpenApiSchema data)
    {
        var name = string.Concat(type.Split('.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        return new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Post] = new()
                {
                    OperationId = $"on{name}",
                    Summary = says,
                    Description = "Signed as Standard Webhooks says (webhook-id, webhook-timestamp, webhook-signature). "
                        + "At least once: keep the ids you have.",
                    RequestBody = new OpenApiRequestBody
                    {
                        Required = true,
                        Content = new Dictionary<string, OpenApiMediaType>
                        {
                            ["application/json"] = new OpenApiMediaType { Schema = Define(document, $"{name}Event",
                                ("type", new OpenApiSchema { Type = JsonSchemaType.String, Const = type }),
                                ("timestamp", Time), ("data", data)) },
                        },
                    },
                    Responses = new OpenApiResponses { ["2XX"] = new OpenApiResponse { Description = "Taken." },
                        ["410"] = new OpenApiResponse { Description = "Send nothing more here." } },
                },
            },
        };
    }

    private static OpenApiSchemaReference Define(
        OpenApiDocument document, string name, params (string Name, IOpenApiSchema Schema)[] properties)
    {
        document.Components!.Schemas![name] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = properties.ToDictionary(p => p.Name, p => p.Schema),
        };
        return new OpenApiSchemaReference(name, document);
    }
}
