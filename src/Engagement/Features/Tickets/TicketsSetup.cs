namespace Engagement.Features.Tickets;

internal static class TicketsSetup
{
    public static IServiceCollection AddTickets(this IServiceCollection services)
    {
        services.AddSingleton<TicketLog>();
        services.AddSingleton<FollowAnswer>();
        services.AddScoped<ListTickets>();
        services.AddScoped<ReplyToTicket>();
        services.AddScoped<ChangeTicket>();
        services.AddScoped<AddNote>();
        services.AddScoped<SaveReplyDraft>();
        services.AddScoped<ReadThread>();
        return services;
    }
}
