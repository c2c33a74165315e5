# The image holds the static binary and nothing else; mount the app and name what to check:
#
#   docker build --tag fjall-lint .
#   docker run --rm --volume "$PWD:/app:ro" fjall-lint check cdk.out
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /fjall-lint ./cmd/fjall-lint

FROM scratch
COPY --from=build /src/LICENSE /src/NOTICE /licenses/
COPY --from=build /fjall-lint /usr/local/bin/fjall-lint
# A number, because there is no file of users.
USER 65532:65532
WORKDIR /app
ENTRYPOINT ["/usr/local/bin/fjall-lint"]
CMD ["check"]
