using System.Globalization;
using FvmCompute.Grpc.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace FvmCompute.Grpc.Server;

/// <summary>Answers gRPC calls of methods that the server does not have. Requests that are not gRPC go on to the other routes.</summary>
internal static class UnknownMethods
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RoutePattern pattern = RoutePatternFactory.Parse("{**path}", null, new { path = new GrpcOnly() });
        endpoints.Map(pattern, AnswerAsync).WithDisplayName("gRPC unknown method");
    }

    public static Task AnswerAsync(HttpContext http)
    {
        if (!ProtocolGate.Admit(http)) { return Task.CompletedTask; }
        http.Response.ContentType = ProtocolGate.ContentType;
        http.Response.Headers.GrpcStatus = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.GrpcMessage = PercentEncoding.Encode($"the server has no method {http.Request.Path}");
        return Task.CompletedTask;
    }

    private sealed class GrpcOnly : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            ProtocolGate.IsGrpc(httpContext?.Request.ContentType);
    }
}
